import { always, type CaveatRule } from "./caveat-rule.ts";

/** scikit-learn, statsmodels, boosting libraries, Keras, transformers, NLTK's scores. */
export const MODEL_RULES: readonly CaveatRule[] = [
  {
    kind: "perfect_separation",
    text: /[Pp]erfect separation/,
    words: always(
      "A predictor separates the classes perfectly: coefficients and errors are not identified.",
      "某个变量完全区分了各类别：系数及其误差无法识别。",
    ),
  },
  {
    kind: "fewer_clusters",
    text: /Number of distinct clusters \((\d+)\) found smaller than n_clusters/,
    words: (count) => ({
      en: `Only ${count} distinct clusters were found, fewer than asked for.`,
      zh: `只找到 ${count} 个不同的聚类，少于要求的数量。`,
    }),
  },
  {
    kind: "not_converged",
    text: /ConvergenceWarning|failed to converge|did not converge|Maximum number of iterations has been exceeded/,
    words: always(
      "A model did not converge: its numbers are provisional (more iterations or scaled inputs may help).",
      "模型没有收敛：其结果只是暂时的（可增加迭代次数或先做标准化）。",
    ),
  },
  {
    kind: "undefined_metric",
    text: /UndefinedMetricWarning|A single label was found|y_pred contains classes not in y_true|The hypothesis contains 0 counts of/,
    words: always(
      "A score is not defined for some classes and was set to 0 or left out.",
      "某些类别的评分没有定义，已记为 0 或被省略。",
    ),
  },
  {
    kind: "feature_names",
    text: /does not have valid feature names|has feature names, but \w+ was fitted without/,
    words: always(
      "The model was given columns without the names it was fitted with: check their order.",
      "输入模型的列没有训练时的列名：请核对列的顺序。",
    ),
  },
  {
    kind: "small_class",
    text: /The least populated class in y has only (\d+) members?/,
    words: (count) => ({
      en: `A class has only ${count} members, fewer than the folds: the validation is unreliable.`,
      zh: `某一类只有 ${count} 个样本，少于折数：验证结果不可靠。`,
    }),
  },
  {
    kind: "failed_fits",
    text: /(\d+) fits failed out of a total of \d+|test scores are non-finite/,
    words: always(
      "Some fits of the search failed and were left out of its scores.",
      "部分拟合失败，未计入评分。",
    ),
  },
  {
    kind: "unknown_categories",
    text: /Found unknown categories in columns (\[[^\]]*\])/,
    words: (columns) => ({
      en: `Categories unknown to the encoder (columns ${columns}) were encoded as zeros.`,
      zh: `编码器未见过的类别（列 ${columns}）被编码为零。`,
    }),
  },
  {
    kind: "dropped_features",
    text: /Skipping features without any observed values: (\[[^\]]*\])/,
    words: (columns) => ({
      en: `Columns without any value (${columns}) were dropped.`,
      zh: `没有任何值的列（${columns}）被丢弃。`,
    }),
  },
  {
    kind: "constant_feature",
    text: /Features (\[[^\]]*\]) are constant/,
    words: (columns) => ({
      en: `Constant columns (${columns}) carry no information.`,
      zh: `常数列（${columns}）不含信息。`,
    }),
  },
  {
    kind: "other_model_version",
    text: /InconsistentVersionWarning|Trying to unpickle estimator/,
    words: always(
      "A stored model comes from another version of the library: its results may differ.",
      "保存的模型来自该库的其他版本：结果可能不同。",
    ),
  },
  {
    kind: "time_frequency",
    text: /date index has been provided, but it (?:has no associated frequency|is not monotonic)|unsupported index was provided/,
    words: always(
      "The dates have no regular frequency: the model ignored them, forecasts are numbered instead.",
      "日期没有固定频率：模型忽略了日期，预测只按序号给出。",
    ),
  },
  {
    kind: "small_sample",
    text: /is not valid with less than \d+ observations|with fewer than \d+ observations|only valid for n ?>= ?\d+/,
    words: always(
      "There are too few observations for some of the reported statistics.",
      "观测值太少，部分统计量不可靠。",
    ),
  },
  {
    kind: "ignored_parameter",
    text: /Parameters: \{ ?([^}]*?) ?\} are not used|Unknown parameter: (?:\w+)/,
    words: (names) => ({
      en: `Parameters the model does not know were ignored${names === "" ? "" : `: ${names}`}.`,
      zh: `模型不认识的参数被忽略${names === "" ? "" : `：${names}`}。`,
    }),
  },
  {
    kind: "nothing_learned",
    text: /There are no meaningful features which satisfy/,
    words: always(
      "The model found nothing to split on: it predicts a constant.",
      "模型没有可用的分裂特征：预测为常数。",
    ),
  },
  {
    kind: "training_cut_short",
    text: /Your input ran out of data/,
    words: always(
      "Training ended early because the input ran out of data.",
      "输入数据用尽，训练提前结束。",
    ),
  },
  {
    kind: "untrained_weights",
    text: /were not initialized from the model checkpoint|newly initialized/,
    words: always(
      "Part of the model has random weights: train it before trusting its output.",
      "模型的部分权重是随机的：训练之前其输出不可信。",
    ),
  },
];
