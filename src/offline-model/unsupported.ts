/** Tasks that the offline model does not know, also when words of a known one stand beside them. */
const TASKS =
  /\bpredict|\bforecast|\bregress(?:ion)?\b|\bcluster|\bclassif(?:y|ier|ication)|\bmachine learning\b|\bxgboost\b|\brandom forest\b|\bneural\b|\bdeep learning\b|\btrain an?\b|\bprincipal component|\bpca\b|\bsentiment\b|\boutliers?\b|\banomal|\bmerge\b|\bjoin the\b|\btranslat|\bdelete\b|\brename\b|\bexport\b|\bsave (?:it|the|as)\b|\bwrite (?:an?|me)\b|\b(?:yoy|year[- ]over[- ]year|month[- ]over[- ]month)\b|\bcausal\b|\bcausation\b|预测|回归|聚类|分类模型|分类器|机器学习|深度学习|神经网络|随机森林|主成分|情感|异常值|离群|合并.{0,6}[表件据]|翻译|导出|保存[为成到]|写一[篇封份个段首]|同比|环比|生存分析|因果/;

/** Conditions that it cannot set: numbers compared, values excluded, single months. */
const MONTHS = "january|february|march|april|june|july|august|september|october|november|december";
const CONDITIONS = new RegExp(
  [
    String.raw`\b\w+er than [$¥€£]?\d`,
    String.raw`\b(?:more|less) than [$¥€£]?\d`,
    String.raw`\b(?:above|below|over|under|exceed\w*|at least|at most) [$¥€£]?(?!(?:19|20)\d\d\b)\d`,
    String.raw`[<>]=?\s*\d`,
    String.raw`\b(?:exclud|except|not counting|leaving out|ignor)(?!.{0,20}(?:missing|null|nan|empty|total))`,
    String.raw`\b(?:in|during|for|since|from|until|of) (?:${MONTHS})\b`,
    String.raw`(?:大于|小于|超过|低于|高于|多于|少于|至少|不少于|不超过)\s*[\d一二三四五六七八九十]`,
    String.raw`\d\S{0,3}(?:以上|以下|以内)`,
    String.raw`(?:除了|不包括|不含|排除|剔除|去掉)(?!.{0,6}(?:缺失|空|合计|总计))`,
    String.raw`(?<![\d每按逐各哪几第])(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?!度)`,
  ].join("|"),
  "u",
);

/** Whether a question asks for something that must be declined instead of half done. */
export function isUnsupported(lower: string): boolean {
  return TASKS.test(lower) || CONDITIONS.test(lower);
}

const TERMS =
  "mean|average|median|mode|variance|standard deviation|p-?value|t-?test|anova|correlation|causation|regression|histogram|box ?plot|outlier|confidence interval|null hypothesis|data analysis|statistics";
const DEFINITIONS = new RegExp(
  [
    String.raw`^(?:please )?(?:explain|define)\b`,
    String.raw`^what (?:is|are|does) (?:an? )?(?:${TERMS})\b(?: and \w+)?(?: mean)?\s*[?.!]*$`,
    String.raw`\bdifference between (?:the |an? )?(?:${TERMS})\b`,
    String.raw`^(?:什么是|何为|请解释|解释一下)|是什么意思|的(?:区别|定义|含义|概念|原理)是什么`,
  ].join("|"),
);

/** Whether a question is about a notion ("what is a p-value") and not about the data. */
export function isDefinition(lower: string): boolean {
  return (
    DEFINITIONS.test(lower) &&
    !/\b(?:this|the|my|our) (?:data|file|table)|数据|文件|表格/.test(lower)
  );
}
