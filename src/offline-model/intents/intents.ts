import { comparison } from "./comparison/comparison.ts";
import { correlation } from "./correlation/correlation.ts";
import { group } from "./group/group.ts";
import type { Intent } from "./intent.ts";
import { overview } from "./overview/overview.ts";
import { share } from "./share/share.ts";
import { trend } from "./trend/trend.ts";

/** The kinds of questions about data. The seventh kind, plain talk, needs none: `talk.ts`. */
export const INTENTS: readonly Intent[] = [overview, group, share, correlation, trend, comparison];
