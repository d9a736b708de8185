import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Artifact, RunEvent, Usage } from "../../../graphs/analyst/events.ts";
import type { RunRequest } from "../../../src/run-request.ts";
import { AnalystError } from "../../../tools/errors.ts";
import { detectLanguage } from "../../../tools/words.ts";

/** Scripted runs for the command line, by name. */
export type Scenario = (request: RunRequest, folder: string) => AsyncGenerator<RunEvent>;

const usage: Usage = { modelCalls: 3, inputTokens: 3421, outputTokens: 512, cells: 2 };

const started = ({ question, threadId }: RunRequest): RunEvent => ({
  type: "run.started",
  runId: "r1",
  threadId: threadId ?? "t1",
  question,
  language: detectLanguage(question),
});

type Finished = Extract<RunEvent, { type: "run.finished" }>;

export function finished(fields: Partial<Finished> = {}): Finished {
  return {
    type: "run.finished",
    stopReason: "completed",
    answer: "The answer is **42**.",
    artifacts: [],
    caveats: [],
    usage,
    durationMs: 12_300,
    ...fields,
  };
}

/** A file in the folder, as the store would keep it. */
export function storedFile(folder: string, name: string, content: string, id = name): Artifact {
  const path = join(folder, `stored-${id}`);
  writeFileSync(path, content);
  const size = Buffer.byteLength(content);
  const kind = name.endsWith(".png") ? "chart" : "file";
  const url = pathToFileURL(path).href;
  return { id, name, mime: "text/plain", size, sha256: "0", url, cellId: "c1", kind };
}

const CODE = `import pandas as pd

# Read the file and look at it
df = pd.read_csv("/home/user/sales.csv")
print(df.groupby("region")["sales"].sum())`;

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function cell(cellId: string, title: string, code: string): RunEvent {
  return { type: "cell.started", cellId, title, code };
}

export const scenarios: Record<string, Scenario> = {
  async *answer(request, folder) {
    yield started(request);
    const chart = storedFile(folder, "sales.png", "png");
    yield cell("c1", "Read the file", CODE);
    yield { type: "cell.stdout", cellId: "c1", text: "region\nNorth 12\n" };
    yield { type: "artifact", artifact: chart };
    yield { type: "cell.finished", cellId: "c1", success: true, outcome: "ok", durationMs: 800 };
    yield { type: "text.delta", text: "The answer is **42**." };
    yield finished({ artifacts: [chart] });
  },

  async *failed(request) {
    yield started(request);
    yield finished({ stopReason: "repairs_exhausted", answer: "It did not work." });
  },

  // eslint-disable-next-line require-yield
  async *busy() {
    throw new AnalystError("thread_busy", { en: "The thread is busy.", zh: "会话正忙。" });
  },

  /** Runs a cell until the person interrupts it. */
  async *endless(request) {
    yield started(request);
    yield cell("c1", "Never ends", "while True: pass");
    // The clock stands for the sandbox's connection, which keeps the process alive.
    const clock = setInterval(() => {}, 1000);
    await new Promise<void>((resolve) => {
      request.signal?.addEventListener("abort", () => resolve());
    });
    clearInterval(clock);
    yield {
      type: "cell.finished",
      cellId: "c1",
      success: false,
      outcome: "cancelled",
      durationMs: 1,
    };
    yield finished({ stopReason: "cancelled", answer: "Stopped on request." });
  },

  /** Does not react to the first interrupt. */
  async *deaf(request) {
    yield started(request);
    await new Promise(() => setInterval(() => {}, 1000));
  },

  /** Prints until nobody reads. */
  async *flood(request) {
    yield started(request);
    yield cell("c1", "Prints a lot", "print()");
    while (request.signal?.aborted !== true) {
      yield { type: "cell.stdout", cellId: "c1", text: "x".repeat(1000).concat("\n") };
      yield { type: "caveat", kind: "note", text: "still here" };
      await new Promise(setImmediate);
    }
    yield finished({ stopReason: "cancelled" });
  },

  async *hostile(request) {
    yield started(request);
    yield cell("c1", "\u001B[2JTitle\u0007", "print('\u001B]0;own\u0007')");
    yield {
      type: "cell.stdout",
      cellId: "c1",
      text: "\u001B[1;31mred\u001B[0m \u202Eflip\u0000\n",
    };
    yield { type: "cell.stdout", cellId: "c1", text: " 10%\r 50%\r100%\n" };
    yield { type: "cell.finished", cellId: "c1", success: true, outcome: "ok", durationMs: 10 };
    yield finished({ answer: "\u001B]8;;http://evil\u0007click\u001B]8;;\u0007 **ok**" });
  },

  /** For eyes, not for tests. */
  async *show(request, folder) {
    const zh = detectLanguage(request.question) === "zh";
    yield started(request);
    yield { type: "sandbox", status: "creating" };
    await wait(1200);
    yield { type: "sandbox", status: "created", sandboxId: "s1" };
    yield {
      type: "dataset.profiled",
      name: zh ? "销售数据.xlsx" : "sales.csv",
      path: "/home/user/sales.csv",
      profile: {
        path: "/home/user/sales.csv",
        format: "csv",
        size: 84_321,
        encoding: "utf-8",
        readHint: "",
        notes: [],
        tables: [
          {
            name: "sales",
            rows: 1234,
            sampled: false,
            totalRows: [],
            head: "",
            notes: [],
            columns: Array.from({ length: 8 }, (_, i) => ({
              name: `c${i}`,
              type: "number",
              dtype: "f",
              missing: 0,
              notes: [],
            })),
          },
        ],
      },
    };
    await wait(800);
    const steps = zh
      ? ["读取数据并检查各列", "按地区汇总销售额", "绘制柱状图并给出结论"]
      : [
          "Read the file and check its columns",
          "Sum the sales by region",
          "Draw a bar chart and say what it shows",
        ];
    const plan = `${zh ? "计划如下：" : "Here is my plan:"}\n\n${steps.map((s, i) => `${i + 1}. ${s}`).join("\n")}\n\n${zh ? "先读取数据。" : "I start by reading the file."}`;
    for (const piece of plan.match(/[^]{1,6}/gu) ?? []) {
      yield { type: "text.delta", text: piece };
      await wait(20);
    }
    yield { type: "usage", usage };
    yield { type: "plan", steps };
    await wait(300);
    yield cell("c1", zh ? "读取数据" : "Read the file and sum by region", CODE);
    yield { type: "cell.stderr", cellId: "c1", text: "FutureWarning: something is deprecated\n" };
    for (let i = 0; i <= 20; i += 1) {
      yield {
        type: "cell.stderr",
        cellId: "c1",
        text: `\r${i * 5}%|${"█".repeat(i)}${" ".repeat(20 - i)}| ${i}/20`,
      };
      await wait(60);
    }
    yield {
      type: "cell.stdout",
      cellId: "c1",
      text: "region\nNorth    1234567\nSouth      23456\nEast         999\nName: sales, dtype: int64\n",
    };
    await wait(600);
    yield {
      type: "cell.finished",
      cellId: "c1",
      success: true,
      outcome: "benign_warning",
      durationMs: 2345,
    };
    await wait(700);
    yield cell(
      "c2",
      zh ? "绘图" : "Chart",
      'import matplotlib.pyplot as plt\n\nfig, ax = plt.subplots()\nax.bar(totals["regoin"], totals["sales"])\nplt.show()',
    );
    await wait(500);
    yield {
      type: "cell.stderr",
      cellId: "c2",
      text: "DtypeWarning: Columns (3) have mixed types.\n",
    };
    yield {
      type: "cell.finished",
      cellId: "c2",
      success: false,
      outcome: "user_error",
      durationMs: 310,
      error: "KeyError: 'regoin'",
    };
    yield { type: "repair", cellId: "c2", attempt: 1, limit: 3, reason: "KeyError: 'regoin'" };
    await wait(900);
    yield cell(
      "c3",
      zh ? "绘图（修正）" : "Chart, with the right column name",
      'ax.bar(totals["region"], totals["sales"])\nplt.show()',
    );
    for (let i = 0; i < 60; i += 1) {
      yield {
        type: "cell.stdout",
        cellId: "c3",
        text: `epoch ${i} loss=${(1 / (i + 1)).toFixed(4)}\n`,
      };
      await wait(40);
    }
    const chart = storedFile(
      folder,
      zh ? "各地区销售额.png" : "sales-by-region.png",
      "png".repeat(14_000),
    );
    const table = storedFile(folder, "summary.csv", "a,b\n");
    yield { type: "artifact", artifact: chart };
    yield {
      type: "cell.finished",
      cellId: "c3",
      success: true,
      outcome: "data_caveat",
      durationMs: 4310,
    };
    yield {
      type: "caveat",
      kind: "mixed",
      text: zh
        ? "第 3 列含有混合类型，已按文本处理。"
        : "Column 3 holds mixed types and was read as text.",
      cellId: "c3",
    };
    yield { type: "artifact", artifact: table };
    yield { type: "usage", usage };
    const answer = zh
      ? `## 结论\n\n北部地区的销售额**最高**，为 1,234,567 元，占 **98.1%**。\n\n| 地区 | 销售额 | 占比 |\n|---|---|---|\n| 北部 | 1,234,567 | 98.1% |\n| 南部 | 23,456 | 1.9% |\n| 东部（含上海） | 999 | 0.1% |\n\n![各地区销售额](${chart.url})\n\n- 数据覆盖 2023 年全年\n- 见 [汇总表](${table.url})`
      : `## Result\n\nThe **North** sells most: 1,234,567, which is **98.1 %** of the total.\n\n| Region | Sales | Share |\n|---|---|---|\n| North | 1,234,567 | 98.1% |\n| South | 23,456 | 1.9% |\n| East | 999 | 0.1% |\n\n![Sales by region](${chart.url})\n\n1. The data cover the whole of 2023, \`df.sales.sum()\` gives the total.\n2. See the [summary](${table.url}).\n\n\`\`\`python\ndf.groupby("region").sales.sum()\n\`\`\``;
    for (const piece of answer.match(/[^]{1,6}/gu) ?? []) {
      yield { type: "text.delta", text: piece };
      await wait(15);
    }
    yield { type: "usage", usage };
    yield finished({
      answer,
      artifacts: [chart, table],
      caveats: [
        zh
          ? "第 3 列含有混合类型，已按文本处理。"
          : "Column 3 holds mixed types and was read as text.",
      ],
    });
  },
};
