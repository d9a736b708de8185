import { describe, expect, test } from "@jest/globals";
import { isQuestionToUser } from "../../../../graphs/analyst/judgement/is-question-to-user.ts";

describe("something is needed from the person", () => {
  test.each([
    ["Which of the two date columns should I use?"],
    ["Please upload the file first, then I'll analyze it."],
    ["Could you tell me which sheet holds the sales figures?"],
    ["I need the exchange rates to go on. Could you provide them?"],
    ["I'd be happy to help! Which file would you like me to analyze?"],
    ["The workbook has three sheets: Sales, Costs and Staff. Which one do you mean?"],
    ["Should I use net or gross revenue?"],
    ["Which of these do you want?\n- the mean\n- the median\n- both"],
    ["I could not find a column named profit. Did you mean `gross_profit`?"],
    ["The file is password-protected. Please send an unprotected copy."],
    ["What does the column `q7` stand for? I can't tell from the data."],
    ["Do you want me to drop the duplicates or keep them?"],
    ["The two files don't share a key. Please tell me which columns belong together."],
    ["请先上传数据文件。"],
    ["请问应该使用哪一列日期？"],
    ["您是指“毛利润”列吗？"],
    ["缺失值应该填补还是删除？"],
    ["我还需要知道汇率，请您提供。"],
    ["工作簿有三个工作表：销售、成本、人员。您想分析哪一个？"],
    ["文件设有密码，无法读取。请提供未加密的版本。"],
    ["请把第二个文件发给我。"],
    ["您希望按哪种方式统计？\n1. 按月\n2. 按季度"],
    ["どの日付列を使えばよいでしょうか？"],
    ["Welche Spalte soll ich verwenden?"],
    ["Quelle colonne dois-je utiliser ?"],
    ["¿Qué columna debo usar?"],
  ])("%s", (text) => {
    expect(isQuestionToUser(text)).toBe(true);
  });
});

describe("an answer, whatever it ends with", () => {
  test.each([
    ["Total revenue was 1,204,331. Would you like me to break it down by month?"],
    ["The mean is 4.1. Let me know if you need anything else."],
    ["The mean is 4.1. Do you want to see a chart?"],
    ["Hello! I'm a data analyst. How can I help you today?"],
    ["Hi there! What would you like to analyze today?"],
    ["You're welcome! Is there anything else?"],
    ["Why did sales fall? Two stores were closed in March."],
    ["What is a median? It is the middle value of a sorted list."],
    ["I have loaded both files and saved the result as joined.csv."],
    ["If you send me the second file, I can merge it."],
    ["Feel free to ask which numbers went into the chart."],
    ["Sales rose by 12.5 %. Would you like a chart or a table as well?"],
    ["North leads with 41.2 %. Shall I continue with the other regions?"],
    ["The p-value is 0.03. Does this answer your question?"],
    ["总销售额为 1204331 元。需要我按月份细分吗？"],
    ["均值为 4.1。如有其他问题，请随时告诉我。"],
    ["你好！我是数据分析助手，有什么可以帮您？"],
    ["为什么销量下降？因为三月份有两家门店停业。"],
    ["已将结果保存为 joined.csv。"],
    ["不客气！还有什么想了解的吗？"],
    ["北区占 41.2%。是否需要继续分析其他地区？"],
    ["如果您提供第二个文件，我可以合并它们。"],
    [""],
  ])("%s", (text) => {
    expect(isQuestionToUser(text)).toBe(false);
  });
});

test("an endless reply is read at its end only", () => {
  expect(isQuestionToUser(`${"Why? ".repeat(1_000_000)}\nDone.`)).toBe(false);
});
