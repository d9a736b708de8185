import { always, type CaveatRule } from "./caveat-rule.ts";

/** numpy, scipy, PyTorch's numbers. */
export const NUMERIC_RULES: readonly CaveatRule[] = [
  {
    kind: "divide_by_zero",
    text: /divide by zero encountered/,
    words: always(
      "A division by zero (or log of zero) happened: infinite values are in the result.",
      "出现了除以零（或对零取对数）：结果中有无穷大的值。",
    ),
  },
  {
    kind: "all_missing",
    text: /Mean of empty slice|All-NaN (?:slice|axis) encountered/,
    words: always(
      "A statistic was taken over no values, or over missing ones only: it is missing itself.",
      "对空的或全部缺失的数据求了统计量：该统计量本身也缺失。",
    ),
  },
  {
    kind: "undefined_statistic",
    text: /[Dd]egrees of freedom (?:is )?<= 0/,
    words: always(
      "A spread was computed from too few values: it is missing.",
      "用于计算离散程度的数据太少：结果缺失。",
    ),
  },
  {
    kind: "invalid_value",
    text: /RuntimeWarning: invalid value encountered in (.+)/,
    words: (operation) => ({
      en: `An undefined operation (${operation}) gave missing values.`,
      zh: `未定义的运算（${operation}）产生了缺失值。`,
    }),
  },
  {
    kind: "overflow",
    text: /RuntimeWarning: (?:overflow|underflow) encountered in (.+)/,
    words: (operation) => ({
      en: `Numbers left the range of their type in ${operation}.`,
      zh: `在 ${operation} 中数值超出了其类型的范围。`,
    }),
  },
  {
    kind: "discarded_imaginary",
    text: /ComplexWarning: Casting complex values/,
    words: always("The imaginary part of numbers was dropped.", "数值的虚部被丢弃。"),
  },
  {
    kind: "ill_conditioned",
    text: /RankWarning|[Ii]ll-conditioned matrix|Covariance of the parameters could not be estimated|SingularMatrixWarning|HessianInversionWarning|Inverting hessian failed|covariance of constraints does not have full rank|Singular matrix in solving|Variables are collinear/,
    words: always(
      "The fit is not unique (singular or ill-conditioned): its coefficients and errors are unreliable.",
      "拟合不唯一（矩阵奇异或病态）：系数及其误差不可靠。",
    ),
  },
  {
    kind: "undefined_statistic",
    text: /ConstantInputWarning|NearConstantInputWarning/,
    words: always(
      "A variable is constant: the correlation or test is not defined.",
      "某个变量是常数：相关系数或检验没有定义。",
    ),
  },
  {
    kind: "undefined_statistic",
    text: /SmallSampleWarning|DegenerateDataWarning/,
    words: always(
      "There are too few values for the test: its result is missing.",
      "数据太少，无法进行该检验：结果缺失。",
    ),
  },
  {
    kind: "p_value_inexact",
    text: /p-value may not be accurate|outside of the range of p-values|p-value may be inaccurate|[Pp]-value (?:capped|floored)|Exact p-value calculation does not work/,
    words: always("A p-value is only approximate, or only a bound.", "p 值只是近似值或界限。"),
  },
  {
    kind: "precision_loss",
    text: /Precision loss occurred/,
    words: always(
      "The values are nearly identical: precision was lost and the statistic is unreliable.",
      "数值几乎相同：精度损失，统计量不可靠。",
    ),
  },
  {
    kind: "inexact_integral",
    text: /IntegrationWarning/,
    words: always("A numerical integral is inexact.", "数值积分不精确。"),
  },
  {
    kind: "shape_broadcast",
    text: /Using a target size (.+) that is different to the input size/,
    words: (size) => ({
      en: `The loss compared tensors of different shapes (target ${size}): its value is likely wrong.`,
      zh: `损失函数比较了形状不同的张量（目标 ${size}）：其值很可能有误。`,
    }),
  },
];
