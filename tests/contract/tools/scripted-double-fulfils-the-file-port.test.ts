import { createScriptedSandbox } from "../../helpers/scripted-sandbox.ts";
import { describeFiles } from "./sandbox-port/files.ts";

describeFiles(async () => createScriptedSandbox([]));
