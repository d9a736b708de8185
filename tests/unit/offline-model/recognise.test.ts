import { describe, expect, test } from "@jest/globals";
import { chooseTable } from "../../../src/offline-model/data.ts";
import { readQuestion } from "../../../src/offline-model/question.ts";
import { recognise } from "../../../src/offline-model/recognise.ts";
import type { DatasetProfile } from "../../../graphs/analyst/profile.ts";
import { chineseSales, penguins, sales } from "./profiles.ts";

function recognised(text: string, ...datasets: DatasetProfile[]): string {
  const found = recognise(readQuestion(text), chooseTable(text, datasets));
  return found.kind === "data" ? found.intent.name : found.kind;
}

const ENGLISH: Readonly<Record<string, readonly string[]>> = {
  overview: [
    "Give me an overview of this data",
    "Which values are missing?",
    "How many rows and columns are there?",
    "Summarise the dataset",
    "Describe this file",
    "What is in this file?",
    "Are there any missing values in the table?",
    "Explore the data, please",
    "Show me the column types and the null counts",
    "Check the data quality",
    "summary statistics",
    "What percentage of values is missing?",
    "Please analyse this data set",
    "What is the average unit price?",
    "Are there duplicate rows?",
    "show the distribution of unit price",
  ],
  group: [
    "Top 5 products by total sales",
    "What are the total sales by region?",
    "Which product sells the most?",
    "average unit price per product",
    "How many orders are there per region?",
    "Show the three best products",
    "Count of orders for each product",
    "Which region has the lowest sales?",
    "Rank the regions by quantity",
    "sum of sales grouped by product",
    "median unit price for each region",
    "bottom 3 regions by sales",
    "Compare the total sales of the regions",
    "Who are the top ten products?",
    "sales for different regions",
  ],
  share: [
    "What share of sales comes from each region?",
    "Show the proportion of sales by product",
    "percentage of orders per region",
    "What percent of sales is East?",
    "breakdown of sales by region",
    "Draw a pie chart of quantity by product",
    "What fraction of revenue is made by laptops?",
    "composition of sales",
    "market share of each product",
    "region shares of quantity",
    "How do the products make up the sales? Show the shares",
    "Sales by region in percent",
  ],
  correlation: [
    "How are unit price and quantity correlated?",
    "Draw a correlation heat map",
    "correlation matrix of all numeric columns",
    "Is there a relationship between price and quantity?",
    "What is sales associated with?",
    "Which columns correlate with sales?",
    "heatmap please",
    "Does unit price affect sales?",
    "Is quantity related to sales?",
    "What influences sales?",
    "sales versus quantity",
    "Does the quantity depend on the unit price?",
    "Scatter unit price against quantity",
  ],
  trend: [
    "How did sales develop by month?",
    "Show the sales trend",
    "sales over time",
    "monthly sales",
    "Did sales grow in 2023?",
    "Plot daily quantity",
    "Which month had the highest sales?",
    "time series of quantity",
    "How have sales changed since 2022?",
    "weekly sales by region",
    "sales per quarter",
    "Is there an upward trend in sales?",
    "average unit price by year",
    "evolution of sales",
    "Top 3 quarters by sales",
  ],
  comparison: [
    "Is there a significant difference in sales between regions?",
    "Do sales differ between East and West?",
    "Compare the unit price of the products",
    "Run an ANOVA of sales by region",
    "t-test of quantity between East and West",
    "Is unit price different between regions?",
    "Are sales in the East higher than in the West?",
    "Test whether the regions differ in sales",
    "differences in unit price across products",
    "Compare average sales across regions",
    "East vs West: unit price",
    "Is the difference in quantity between regions significant?",
    "Mann-Whitney test for sales by region",
  ],
  talk: [
    "Hello",
    "hi there!",
    "Thanks a lot",
    "thank you very much!",
    "Good morning",
    "What can you do?",
    "who are you?",
    "Are you ChatGPT?",
    "bye",
    "How can you help me?",
    "great, thanks",
    "What questions can I ask?",
    "help",
    "Hello, how are you?",
    "ok, got it",
  ],
};

const CHINESE: Readonly<Record<string, readonly string[]>> = {
  overview: [
    "这份数据的概况如何？",
    "有哪些缺失值？",
    "数据概览",
    "介绍一下这个文件",
    "这个表有多少行多少列？",
    "有哪些字段？",
    "帮我看看这份数据",
    "检查数据质量",
    "分析一下这份数据",
    "缺失值的比例是多少？",
    "描述性统计",
    "平均销售额是多少？",
    "有没有重复行",
    "销售额的分布",
    "总结一下这个数据集",
  ],
  group: [
    "销售额最高的前五个产品",
    "各地区的总销售额",
    "每个产品的平均销售额是多少？",
    "按地区统计销售额",
    "哪个产品卖得最多？",
    "销售额前三名的地区",
    "各产品的数量排名",
    "哪个地区销售额最低？",
    "不同地区的平均销售额",
    "每个地区有多少笔订单？",
    "分组汇总各产品的数量",
    "销售额排名后三的产品",
    "数量最大的产品是哪个",
    "按产品求和",
  ],
  share: [
    "各地区的销售额占比",
    "每个产品占总销售额的比例是多少？",
    "华东的销售额占百分之多少？",
    "画一个各产品数量的饼图",
    "销售额的地区构成",
    "各产品的市场份额",
    "产品数量占比情况",
    "地区销售额的百分比",
    "各类产品比重",
    "华东占全部销售额的多少",
    "销售额由哪些地区组成",
    "手机的销售占比是多少？",
  ],
  correlation: [
    "销售额和数量的相关性如何？",
    "画出相关性热力图",
    "数量与销售额有关系吗？",
    "哪些因素影响销售额？",
    "数值列之间的相关系数",
    "数量和销售额之间的关系",
    "销售额跟什么有关？",
    "做一下相关分析",
    "数量对销售额有影响吗",
    "热力图",
    "数量与销售额是否相关",
    "数量和销售额的关联",
  ],
  trend: [
    "每月销售额的趋势如何？",
    "销售额随时间的变化",
    "按月统计销售额",
    "销售额走势",
    "哪个月的销售额最高？",
    "每天的数量",
    "季度销售额",
    "销售额是否在增长？",
    "按周看数量的变化",
    "2023年的销售额趋势",
    "各地区销售额的月度趋势",
    "数量逐月变化情况",
    "销售额有没有下降",
    "销售额最高的3个月",
  ],
  comparison: [
    "不同地区的销售额是否有显著差异？",
    "华东和华南的销售额有差异吗？",
    "比较各产品的销售额",
    "检验地区之间数量的差别",
    "各地区的销售额有没有不同",
    "对各地区的销售额做方差分析",
    "华东的销售额比华南高吗？",
    "对比华东与华南的平均销售额",
    "产品之间的销售额差异显著吗",
    "做一个t检验，比较华东和华北的数量",
    "华东与西部的销售额是否相同",
    "地区间销售额的区别大吗",
  ],
  talk: [
    "你好",
    "您好！",
    "谢谢",
    "非常感谢你",
    "你能做什么？",
    "你是谁？",
    "早上好",
    "再见",
    "你有什么功能？",
    "你会什么",
    "好的，知道了",
    "怎么用？",
    "你是ChatGPT吗？",
    "没关系",
  ],
};

const rows = (table: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(table).flatMap(([intent, texts]) => texts.map((text) => [intent, text] as const));

describe("questions in English", () => {
  test.each(rows(ENGLISH))("%s: %s", (intent, text) => {
    expect(recognised(text, sales)).toBe(intent);
  });
});

describe("questions in Chinese", () => {
  test.each(rows(CHINESE))("%s: %s", (intent, text) => {
    expect(recognised(text, chineseSales)).toBe(intent);
  });
});

describe("questions that no rule covers", () => {
  test.each([
    "Predict next month's sales",
    "Forecast the trend of sales",
    "Train a model for sales by region",
    "Cluster the customers",
    "Build an XGBoost classifier",
    "Average sales of orders with quantity greater than 5",
    "Total sales excluding the East",
    "Sales in March by region",
    "Find outliers in sales",
    "Translate the product names",
    "Write a poem about penguins",
    "Delete the column region",
    "What is the capital of France?",
    "What is a p-value?",
    "What is correlation?",
    "Explain the difference between mean and median",
    "year-over-year sales",
    "Merge the two files",
    "Export the data as Excel",
    "asdf qwer",
    "",
    "预测下个月的销售额",
    "对产品做聚类",
    "用随机森林建模",
    "数量大于5的订单的平均销售额",
    "除了华东，各地区的总销售额",
    "三月各地区的销售额",
    "把产品名翻译成英文",
    "什么是方差分析？",
    "均值和中位数的区别是什么？",
    "找出销售额的异常值",
    "销售额同比变化",
    "合并这两个文件",
    "今天天气怎么样",
    "写一首诗",
  ])("%s", (text) => {
    expect(recognised(text, sales, chineseSales)).toBe("unknown");
  });
});

describe("the columns decide where the words alone do not", () => {
  test.each([
    ["Is there a significant difference in body mass between the species?", "comparison"],
    ["What is the difference in bill length between males and females?", "comparison"],
    ["Are male penguins heavier than female ones?", "comparison"],
    ["body mass vs flipper length", "correlation"],
    ["distribution of species", "share"],
    ["distribution of body mass", "overview"],
    ["Which species is the most common?", "group"],
    ["How did the body mass change over the years?", "trend"],
    ["企鹅的体重和哪些身体测量值相关性最强？请画出热力图。", "correlation"],
    ["不同物种的体重有差异吗", "comparison"],
    ["各岛屿的企鹅数量占比", "share"],
    ["各年的平均体重", "trend"],
  ])("%s", (text, intent) => {
    expect(recognised(text, penguins)).toBe(intent);
  });
});

test("small talk does not hide a question", () => {
  expect(recognised("Hello, show me the sales by region", sales)).toBe("group");
  expect(recognised("你好，请给出各地区的销售额占比", chineseSales)).toBe("share");
});

test("without data the wording alone is enough to see that data are needed", () => {
  expect(recognised("Top 5 products by sales")).toBe("group");
  expect(recognised("各地区的销售额占比")).toBe("share");
  expect(recognised("Hello")).toBe("talk");
});
