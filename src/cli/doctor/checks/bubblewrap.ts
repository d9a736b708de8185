import { bwrapAdvice } from "../../../embedded-e2b/environment/bubblewrap.ts";
import { plain, type Check } from "../check.ts";

export const bubblewrapCheck: Check = {
  id: "bubblewrap",
  name: plain("bubblewrap"),
  embedded: true,
  async run(context) {
    if (context.config.env.EMBEDDED_SANDBOX_ISOLATION === "none") {
      return {
        status: "warn",
        detail: {
          en: "isolation is off: code runs with the rights of this account",
          zh: "隔离已关闭：代码以当前账户的权限运行",
        },
        cure: {
          en: "Unset EMBEDDED_SANDBOX_ISOLATION.",
          zh: "请取消设置 EMBEDDED_SANDBOX_ISOLATION。",
        },
      };
    }
    const { bwrap } = await context.environment();
    if (bwrap !== undefined) return { status: "ok", detail: plain(bwrap) };
    return {
      status: "fail",
      detail: { en: "not found, or too old", zh: "未找到或版本过旧" },
      cure: bwrapAdvice(),
    };
  },
};
