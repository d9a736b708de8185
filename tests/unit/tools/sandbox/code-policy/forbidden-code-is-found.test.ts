import { describe, expect, test } from "@jest/globals";
import {
  checkCode,
  type PolicyLevel,
  type RuleId,
} from "../../../../../tools/sandbox/code-policy/check-code.ts";

const rulesOf = (code: string, level: PolicyLevel = "standard") => [
  ...new Set(checkCode(code, level).map((finding) => finding.rule)),
];

describe("standard: what is found", () => {
  test.each<[string, RuleId]>([
    ["import os\nos.system('ls')", "shell"],
    ["os.system('ls')", "shell"],
    ["import os as o\no.system('ls')", "shell"],
    ["import os, sys\nos.popen('ls').read()", "shell"],
    ["from os import system", "shell"],
    ["from os import system as s\ns('ls')", "shell"],
    ["from os import (\n    path,\n    popen as p,\n)\np('ls')", "shell"],
    ["from os import *\nsystem('ls')", "shell"],
    ["import os\nf = os.system\nf('ls')", "shell"],
    ["import os\nx = os\ny = x\ny.system('ls')", "shell"],
    ["import os\na, b = os, 1\na.popen('x')", "shell"],
    ["import os\n(a, [b]) = (os, [2])\na.popen('x')", "shell"],
    ["if (m := __import__('os')): m.system('x')", "shell"],
    ["import os\nlist(map(os.system, ['ls']))", "shell"],
    ["import os\nos.execvp('ls', ['ls'])", "shell"],
    ["import os\nos.spawnl(os.P_WAIT, '/bin/ls', 'ls')", "shell"],
    ["import os\nos.posix_spawn('/bin/ls', ['ls'], {})", "shell"],
    ["import shutil\nshutil.os.system('ls')", "shell"],
    ["import os.path\nos.system('ls')", "shell"],
    ["import posix\nposix.system('ls')", "shell"],
    ["print(f\"{os.system('id')} is me\")", "shell"],
    ["def run(c):\n    import os as o\n    return o.system(c)", "shell"],
    ["class A:\n    def go(self):\n        self.f = os.popen", "shell"],
    ["x = lambda c: os.system(c)", "shell"],
    ["getattr(os, 'system')('ls')", "shell"],
    ["getattr(os, 'sys' + 'tem')('ls')", "shell"],
    ["n = 'system'\ngetattr(os, n)('ls')", "shell"],
    ["getattr(__import__('o' 's'), 'popen')('ls')", "shell"],
    ["import sys\nsys.modules['os'].system('ls')", "shell"],
    ["os.__dict__['system']('ls')", "shell"],
    ["vars(os)['system']('ls')", "shell"],
    ["import os\nglobals()['os'].system('ls')", "shell"],
    ["import importlib\nimportlib.import_module('os').system('ls')", "shell"],
    ["from importlib import import_module as im\nim('os').popen('ls')", "shell"],
    ["(os).system('x')", "shell"],
    ["(os if True else None).system('x')", "shell"],
    ["__builtins__.__import__('os').system('x')", "shell"],
    ["!ls", "shell"],
    ["!!ls -la", "shell"],
    ["    !ls", "shell"],
    ["for i in range(3):\n    !echo {i}", "shell"],
    ["files = !ls", "shell"],
    ["%sx ls", "shell"],
    ["out = %sx ls", "shell"],
    ["%%bash\necho hi", "shell"],
    ["\n\n%%sh\nrm -rf /", "shell"],
    ["%%script perl\nprint 1", "shell"],
    ["%system ls", "shell"],
    ["sx ls", "shell"],
    ["%time os.system('ls')", "shell"],
    ["%timeit -n 1 -r 1 os.system('ls')", "shell"],
    ["%%time\nimport os\nos.system('ls')", "shell"],
    ["get_ipython().system('ls')", "shell"],
    ["ip = get_ipython()\nip.getoutput('ls')", "shell"],
    ["from IPython import get_ipython\nget_ipython().system_raw('ls')", "shell"],
    ["get_ipython().run_line_magic('sx', 'ls')", "shell"],
    ["get_ipython().run_cell_magic('bash', '', 'ls')", "shell"],
    ["get_ipython().run_cell('!ls')", "shell"],
    ["from IPython.utils.process import getoutput", "shell"],
    ["!pip install xgboost", "shell_install"],
    ["! python -m pip install -q xgboost", "shell_install"],
    ["!apt-get install -y jq", "shell_install"],
    ["import subprocess", "process"],
    ["import subprocess as sp\nsp.run(['ls'])", "process"],
    ["from subprocess import check_output as co", "process"],
    ["subprocess.run(['ls'])", "process"],
    ["__import__('subprocess').run(['ls'])", "process"],
    ["import importlib as il\nil.import_module('sub' + 'process')", "process"],
    ["import asyncio\nawait asyncio.create_subprocess_shell('ls')", "process"],
    ["from asyncio import create_subprocess_exec", "process"],
    ["import torch\ntorch.subprocess.run('ls')", "process"],
    ["import pty\npty.spawn('/bin/sh')", "terminal"],
    ["from pty import spawn as s", "terminal"],
    ["import ctypes", "native"],
    ["from ctypes import CDLL, c_int", "native"],
    ["import ctypes.util as cu", "native"],
    ["eval('a' + input_text)", "built_code"],
    ["exec(open('x.py').read())", "built_code"],
    ["code = make()\nexec(code)", "built_code"],
    ["exec(compile(src, 'x', 'exec'))", "built_code"],
    ["df['x'].apply(eval)", "built_code"],
    ["e = eval\ne('1' + x)", "built_code"],
    ["import builtins\nbuiltins.exec(x)", "built_code"],
    ["from builtins import eval as ev\nev(x)", "built_code"],
    ["getattr(__builtins__, 'eval')(x)", "built_code"],
    ["eval(f'{x} + 1')", "built_code"],
    ["exec('import os; os.system(\"ls\")')", "shell"],
    ["eval(\"__import__('os').system('ls')\")", "shell"],
    ["exec('ex' 'ec(\"import subprocess\")')", "process"],
    ["getattr(os, name)('ls')", "hidden_name"],
  ])("%j", (code, rule) => {
    expect(rulesOf(code)).toContain(rule);
  });
});

describe("standard: what passes", () => {
  test.each([
    "# os.system('ls')",
    "print('os.system(\"ls\")')",
    '"""\n!ls\nimport subprocess\n%%bash\n"""',
    "text = '''\n!ls\n'''\nprint(text)",
    "x = [\n  1,\n  2\n]",
    "r = (a\n     % b)",
    "y = x != 3",
    "x = 7\nx %= 4",
    "s = 'total: %s' % n",
    "total = a \\\n    % b",
    "model.eval()",
    "model = Net().eval()",
    "df.eval('c = a + b', inplace=True)",
    "pd.eval('1 + 1')",
    "import pandas as pd\npd.eval(expression)",
    "import re\nre.compile(pattern)",
    "from re import compile\ncompile(pattern)",
    "model.compile(optimizer='adam', loss='mse')",
    "def eval(x):\n    return x\neval(data)",
    "def compile(x): return x\ncompile(y)",
    "eval('1 + 1')",
    "eval('df.a + df.b')",
    "exec('x = 1')",
    "import os\nos.path.join('a', 'b')",
    "import os\nos.listdir('.')\nos.makedirs('out', exist_ok=True)",
    "import os\nos.environ['HOME']",
    "import os\nos.getenv('X')",
    "getattr(df, method)()",
    "from scipy import stats\ngetattr(stats, name).fit(x)",
    "getattr(os, 'getcwd')()",
    "import importlib\nimportlib.reload(module)",
    "import importlib\nimportlib.import_module(name)",
    "__import__('numpy').array([1])",
    "import sys\nsys.modules.keys()",
    "df['system'].mean()",
    "df.system.mean()",
    "df.subprocess.value_counts()",
    "system = df['system']\nsystem.mean()",
    "subprocess = df['subprocess']\nsubprocess.mean()",
    "os = 'linux'\nos.upper()",
    "for os in ['a', 'b']:\n    print(os.upper(), os.system_name)",
    "config = dict(system='x', eval=True, exec=1)",
    "train(eval=True, compile=False)",
    "import numpy as np\nnp.ctypeslib.as_array(x)",
    "arr.ctypes.data",
    "%matplotlib inline",
    "%pip install lifelines",
    "pip install lifelines",
    "%time df.groupby('a').sum()",
    "%%time\ndf.groupby('a').sum()",
    "%%timeit x = 1\nx + 1",
    "%%writefile run.sh\n!ls\nos.system('ls')",
    "%cd /home/user",
    "%run helper.py",
    "df?",
    "?df.head",
    "pd.read_csv??",
    "get_ipython().run_line_magic('matplotlib', 'inline')",
    "from IPython.display import display, HTML",
    "import multiprocessing as mp\nmp.Pool(4)",
    "import asyncio\nasyncio.sleep(1)",
    "await main()",
    "match command:\n    case 'system':\n        pass",
    "x: 'os.system' = 1",
    "def f(:",
    "",
    "   \n\t\n",
    "销售额 = 数据['金额'].sum()\nprint(f'总计 {销售额:,.2f}')",
    "print('未找到 os.system')  # 子进程 subprocess",
    "print(system in allowed)\nsystem in allowed",
  ])("%j", (code) => {
    expect(checkCode(code, "standard")).toEqual([]);
  });
});

describe("levels", () => {
  test.each<[string, RuleId]>([
    ["eval('1 + 1')", "any_code"],
    ["importlib.import_module(name)", "hidden_module"],
    ["__import__(name)", "hidden_module"],
    ["%pip install lifelines", "install"],
    ["pip install lifelines", "install"],
    ["os.system('ls')", "shell"],
  ])("strict finds %j", (code, rule) => {
    expect(rulesOf(code, "strict")).toContain(rule);
  });

  test("off finds nothing", () => {
    expect(checkCode("import os\nos.system('ls')\n!ls", "off")).toEqual([]);
  });
});

describe("a finding", () => {
  test("names the line, the text and the allowed way in both languages", () => {
    const [finding] = checkCode("import pandas as pd\n\n  !pip install xgboost  \n", "standard");
    expect(finding).toMatchObject({ line: 3, text: "!pip install xgboost" });
    expect(finding?.words.en).toContain("%pip install");
    expect(finding?.words.zh).toContain("%pip install");
  });

  test("is reported once per line and rule, in the order of lines", () => {
    const findings = checkCode("os.system('a'); os.popen('b')\nimport pty\n!ls", "standard");
    expect(findings.map(({ line, rule }) => [line, rule])).toEqual([
      [1, "shell"],
      [2, "terminal"],
      [3, "shell"],
    ]);
  });

  test("keeps its line after magics over several lines and strings with line breaks", () => {
    const code = "!tar \\\n  -xf a.tar\nx = '''\n!no\n'''\nimport subprocess";
    expect(checkCode(code, "standard").map(({ line }) => line)).toEqual([1, 6]);
  });
});

describe("hostile code ends soon", () => {
  // Each of these grows without bound in an analysis that follows names or nesting naively.
  test.each([
    ["a name bound over and over", "df = df.a().b(df)\n".repeat(2_000)],
    [
      "sums of names",
      Array.from({ length: 500 }, (_, i) => `a${i + 1} = a${i} + a${i}`).join("\n"),
    ],
    ["deep parentheses", `${"(".repeat(20_000)}1${")".repeat(20_000)}`],
    ["a long chain", `x${".a(1)".repeat(20_000)}`],
    ["a long list of names", `x = [${"name, ".repeat(50_000)}]`],
    ["blanks", " ".repeat(500_000)],
    ["nested exec", "exec('".repeat(500)],
  ])("%s", (_, code) => {
    expect(() => checkCode(code, "strict")).not.toThrow();
  });
});
