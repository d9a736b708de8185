import type { Wording } from "../intents/intent.ts";
import type { Say } from "../say.ts";

/** The answer when cleaning and conditions left too few rows to say anything. */
export function nothingLeft(say: Say): Wording {
  return {
    body: say(
      "There is no result: after leaving out rows with missing values and rows outside the conditions, too few rows remain.",
      "没有结果：去掉缺失值和不符合条件的行之后，剩下的数据太少。",
    ),
    caveats: [],
  };
}
