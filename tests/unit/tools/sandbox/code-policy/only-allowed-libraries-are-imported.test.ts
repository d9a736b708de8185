import { describe, expect, test } from "@jest/globals";
import { modulesOfLibrary } from "../../../../../graphs/analyst/stderr/package-names.ts";
import { checkCode } from "../../../../../tools/sandbox/code-policy/check-code.ts";

const NAMES = ["pandas", "scikit-learn", "Pillow", "matplotlib", "google-cloud-bigquery"];
const allowed = { names: NAMES, modules: NAMES.flatMap(modulesOfLibrary) };

const lines = (code: string, level: "off" | "standard" = "off") =>
  checkCode(code, level, allowed).map(({ rule, line }) => `${rule} ${line}`);

describe("code of an assistant with allowed libraries", () => {
  test.each([
    "import pandas as pd",
    "import os, json, re\nfrom pathlib import Path\nfrom __future__ import annotations",
    "from sklearn.tree import DecisionTreeClassifier",
    "import sklearn",
    "from PIL import Image",
    "import matplotlib.pyplot as plt\nfrom mpl_toolkits.mplot3d import Axes3D",
    "from google.cloud import bigquery",
    "from IPython.display import display",
    "import importlib\nimportlib.import_module('pandas')",
    "# import torch\ns = 'import torch'",
    "x = torch.tensor([1])",
  ])("may import them and the standard library: %j", (code) => {
    expect(lines(code)).toEqual([]);
  });

  test.each([
    "import torch",
    "import torch.nn as nn",
    "from torch import *",
    "import pandas, torch",
    "import pandas_profiling",
    "from google.cloud import storage",
    "m = __import__('torch')",
    "import importlib\nname = 'tor' + 'ch'\nimportlib.import_module(name)",
    "exec('import torch')",
    "%time import torch",
    "try:\n    import torch\nexcept ImportError:\n    pass",
    "def f():\n    import torch",
  ])("may import no other: %j", (code) => {
    expect(lines(code)).toEqual([expect.stringMatching(/^library \d$/)]);
  });

  test("is told the allowed ones, once per line", () => {
    const findings = checkCode("import torch, tensorflow\nimport jax", "standard", allowed);
    expect(findings.map(({ line }) => line)).toEqual([1, 2]);
    expect(findings[0]?.words.en).toContain("scikit-learn, Pillow");
    expect(findings[0]?.words.zh).toContain("scikit-learn、Pillow");
  });

  test("is held to the other rules as before", () => {
    expect(lines("import os\nos.system('ls')", "standard")).toEqual(["shell 2"]);
    expect(lines("import os\nos.system('ls')", "off")).toEqual([]);
  });
});
