import { plain, type Check } from "../check.ts";

/** Makes the environment when it is missing, as the first run would. */
export const pythonCheck: Check = {
  id: "python",
  name: { en: "Python environment", zh: "Python 环境" },
  embedded: true,
  async run(context) {
    const { python } = await context.environment();
    return { status: "ok", detail: plain(python) };
  },
};
