import type { Words } from "../../words.ts";

export type PolicyLevel = "strict" | "standard" | "off";

export type RuleId =
  | "shell"
  | "shell_install"
  | "process"
  | "terminal"
  | "native"
  | "built_code"
  | "any_code"
  | "hidden_name"
  | "hidden_module"
  | "install";

export interface Rule {
  /** The lowest level at which the rule holds: `standard` holds at `strict` too. */
  readonly level: "standard" | "strict";
  /** What is not allowed, and what to do instead. */
  readonly words: Words;
}

export const RULES: Readonly<Record<RuleId, Rule>> = {
  shell: {
    level: "standard",
    words: {
      en: "Shell commands are not allowed. Use Python itself: pathlib, shutil and glob for files, zipfile or tarfile for archives, urllib or requests for downloads; the list_files tool shows what is there.",
      zh: "不允许执行 shell 命令。请直接用 Python：文件用 pathlib、shutil、glob，压缩包用 zipfile、tarfile，下载用 urllib 或 requests；查看文件请用 list_files 工具。",
    },
  },
  shell_install: {
    level: "standard",
    words: {
      en: "Packages are not installed through the shell. Try the import first; if it is missing, write `%pip install NAME` on a line of its own.",
      zh: "不要通过 shell 安装软件包。请先尝试导入；确实缺少时，单独写一行 `%pip install 包名`。",
    },
  },
  process: {
    level: "standard",
    words: {
      en: "Starting other programs is not allowed. Use a Python library for the job; for parallel work use joblib, concurrent.futures or multiprocessing.",
      zh: "不允许启动其他程序。请使用相应的 Python 库；并行计算请用 joblib、concurrent.futures 或 multiprocessing。",
    },
  },
  terminal: {
    level: "standard",
    words: {
      en: "Pseudo-terminals are not allowed. Run the work as Python in this cell.",
      zh: "不允许使用伪终端。请直接在本单元中用 Python 完成。",
    },
  },
  native: {
    level: "standard",
    words: {
      en: "Calling native code by hand is not allowed. Use numpy, numba or a library that wraps what you need.",
      zh: "不允许手动调用本地代码。请使用 numpy、numba 或封装了该功能的库。",
    },
  },
  built_code: {
    level: "standard",
    words: {
      en: "Running code from a string that is built at run time is not allowed. Write the code directly; for literals in data use ast.literal_eval or json.loads, for column formulas df.eval, for a script file `%run FILE`.",
      zh: "不允许执行运行时拼接的代码字符串。请直接写出代码；解析数据中的字面量用 ast.literal_eval 或 json.loads，列公式用 df.eval，运行脚本文件用 `%run 文件`。",
    },
  },
  any_code: {
    level: "strict",
    words: {
      en: "exec, eval and compile are not allowed here. Write the code directly; for literals in data use ast.literal_eval or json.loads, for column formulas df.eval.",
      zh: "此处不允许使用 exec、eval 和 compile。请直接写出代码；解析数据中的字面量用 ast.literal_eval 或 json.loads，列公式用 df.eval。",
    },
  },
  hidden_name: {
    level: "standard",
    words: {
      en: "Reaching into this module by a name that is made at run time is not allowed. Write the attribute's name.",
      zh: "不允许用运行时生成的名称访问该模块。请直接写出属性名。",
    },
  },
  hidden_module: {
    level: "strict",
    words: {
      en: "Importing a module by a name that is made at run time is not allowed here. Write an import statement.",
      zh: "此处不允许用运行时生成的名称导入模块。请直接写 import 语句。",
    },
  },
  install: {
    level: "strict",
    words: {
      en: "Installing packages is not allowed here. Use what is installed.",
      zh: "此处不允许安装软件包。请使用已安装的软件包。",
    },
  },
};

/**
 * Dotted names of things that are looked for. A path starts with the module's real name, whatever
 * the code calls it; a path from an unknown variable starts with `?` and matches nothing.
 */
const FORBIDDEN: readonly (readonly [RegExp, RuleId])[] = [
  [
    /^(?:[^?].*\.)?(?:os|posix|nt)\.(?:system|popen|exec[lv]p?e?|spawn[lv]p?e?|posix_spawnp?|startfile)(?:\.|$)/,
    "shell",
  ],
  [/^get_ipython\(\)\.(?:system|system_raw|system_piped|getoutput)(?:\.|$)/, "shell"],
  [/^IPython\.utils\.(?:_?process|_process_posix)(?:\.|$)/, "shell"],
  [/^(?:[^?].*\.)?(?:subprocess|_posixsubprocess)(?:\.|$)/, "process"],
  [/^asyncio\.(?:.*\.)?create_subprocess_(?:shell|exec)(?:\.|$)/, "process"],
  [/^(?:pexpect|plumbum)(?:\.|$)/, "process"],
  [/^pty(?:\.|$)/, "terminal"],
  [/^(?:ctypes|_ctypes|cffi)(?:\.|$)/, "native"],
];

/** The rule that a dotted name breaks. */
export function ruleOf(path: string): RuleId | undefined {
  return FORBIDDEN.find(([pattern]) => pattern.test(path))?.[1];
}

/** Modules in which a name made at run time can hide something forbidden. */
const GUARDED = /^(?:os|posix|nt|builtins|sys\.modules)$/;

export const isGuarded = (path: string) => GUARDED.test(path);

/** Names that mean their module when a cell uses them without an import: an earlier cell imported them. */
export const KNOWN_MODULES: ReadonlySet<string> = new Set([
  "os",
  "posix",
  "sys",
  "subprocess",
  "pty",
  "ctypes",
  "asyncio",
  "importlib",
  "builtins",
  "shutil",
  "pathlib",
  "IPython",
  "pexpect",
]);

export const BUILTINS: ReadonlySet<string> = new Set([
  "eval",
  "exec",
  "compile",
  "getattr",
  "vars",
  "globals",
  "locals",
  "__import__",
]);

/** Whether a rule holds at a level. */
export function holds(rule: RuleId, level: PolicyLevel): boolean {
  return level === "strict" || (level === "standard" && RULES[rule].level === "standard");
}
