import { plain, type Check } from "../check.ts";

/** The first that runs the sources as they are. */
const OLDEST = [22, 18] as const;

export const nodeCheck: Check = {
  id: "node",
  name: plain("Node"),
  async run() {
    const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
    const detail = plain(`${process.versions.node} (${process.execPath})`);
    if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) {
      return { status: "ok", detail };
    }
    return {
      status: "fail",
      detail,
      cure: {
        en: `Install Node ${OLDEST.join(".")} or newer, or run npm install in the project, which brings one along.`,
        zh: `请安装 Node ${OLDEST.join(".")} 或更高版本，或在项目中运行 npm install（会自带一个）。`,
      },
    };
  },
};
