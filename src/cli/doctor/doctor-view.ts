import type { Language } from "../../../tools/words.ts";
import type { CliHost } from "../host.ts";
import { createLiveScreen, createPlainScreen } from "../render/screen.ts";
import { spinnerFrame } from "../render/spinner.ts";
import { createStyle } from "../render/style.ts";
import { safeLine } from "../../../tools/output/safe-text.ts";
import { pad, textWidth, truncate } from "../text/width.ts";
import { wrap } from "../text/wrap.ts";
import type { Check } from "./check.ts";
import type { Result } from "./run-checks.ts";

const TICK_MS = 100;
const WIDEST = 110;

/** Shows findings as they come, and what is being looked at meanwhile. */
export function createDoctorView(checks: readonly Check[], host: CliHost, language: Language) {
  const isTerminal = host.stdout.isTTY === true && host.env.TERM !== "dumb";
  const style = createStyle(isTerminal, host.env);
  const screen = isTerminal ? createLiveScreen(host.stdout) : createPlainScreen(host.stdout);
  const column = Math.max(...checks.map((check) => textWidth(check.name[language]))) + 2;
  const width = Math.min(screen.width, WIDEST);
  let working = "";
  const draw = () => {
    const frame = style.accent(spinnerFrame(performance.now()));
    screen.live(working === "" ? [] : [`${frame} ${style.dim(truncate(working, width - 2))}`]);
  };
  const clock = isTerminal ? setInterval(draw, TICK_MS) : undefined;
  const mark = { ok: style.good("✓"), warn: style.warn("!"), fail: style.bad("✗") };

  return {
    working(what: string) {
      working = safeLine(what);
      draw();
    },
    found({ name, status, detail, cure }: Result) {
      working = "";
      screen.live([]);
      const indent = " ".repeat(column + 2);
      const body = wrap(safeLine(detail[language]), width - column - 2);
      const advice =
        cure === undefined ? [] : wrap(`→ ${safeLine(cure[language])}`, width - column - 2);
      screen.print([
        `${mark[status]} ${style.bold(pad(name[language], column))}${body[0] ?? ""}`,
        ...body.slice(1).map((line) => indent + line),
        ...advice.map((line) => indent + style.accent(line)),
      ]);
    },
    summary(fails: number) {
      const words =
        language === "zh"
          ? fails === 0
            ? "可以使用。"
            : `发现 ${fails} 个问题。`
          : fails === 0
            ? "Ready to use."
            : `${fails} problem${fails === 1 ? "" : "s"} found.`;
      screen.print(["", fails === 0 ? style.good(words) : style.bad(words)]);
    },
    close() {
      clearInterval(clock);
      screen.close();
    },
  };
}
