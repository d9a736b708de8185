import type { Question } from "../question.ts";

type Topic = "hello" | "thanks" | "bye" | "identity" | "abilities";

/** The whole message must be of the kind: "hello, show me sales by region" is a question. */
const FILLER = String.raw`(?:\s|[,.!?~，。！？、～]|there|all|everyone|again|very much|a lot|so much|you|team|please|今天|非常|十分|大家|你|您|呀|啊|吧|哦|了|的)*`;
const whole = (words: string) => new RegExp(`^${FILLER}(?:(?:${words})${FILLER})+$`);
const TOPICS: readonly (readonly [Topic, RegExp])[] = [
  [
    "hello",
    whole(
      String.raw`hello|hi|hey|good (?:morning|afternoon|evening|day)|greetings|how are you|how's it going|nice to meet|你好|您好|嗨|哈喽|早上好|上午好|中午好|下午好|晚上好|早安|早|在吗|好久不见`,
    ),
  ],
  [
    "thanks",
    whole(
      String.raw`thanks?|thank|thx|cheers|great|perfect|nice|good job|well done|awesome|ok(?:ay)?|got it|much appreciated|appreciate it|that's helpful|that was helpful|谢谢|多谢|感谢|辛苦|太好|很好|太棒|棒|好|明白|知道|收到|没关系|不客气|不用`,
    ),
  ],
  [
    "bye",
    whole(
      String.raw`bye|goodbye|good bye|see|later|good night|再见|拜拜|晚安|回头见|下次见|明天见`,
    ),
  ],
  [
    "identity",
    /\b(?:who|what) are you\b|\bare you (?:an? |really |chat)?(?:ai|a\.i\.|bot|robot|human|person|chatgpt|gpt|language model|llm|real)|\bwhat(?:'s| is) your name\b|\bwhich model\b|你是谁|你是什么|您是谁|你是.{0,6}(?:模型|机器人|人工智能|真人|ai|gpt)|你叫什么|哪个模型|什么模型/,
  ],
  [
    "abilities",
    /\bwhat (?:can|could|do) you (?:do|know|answer|help)|\bhow (?:can|could|do) you help|\bwhat (?:questions|things|analyses|analysis) can\b|\bhelp me get started\b|^\W*help\W*$|\bwhat are your (?:abilities|capabilities|skills)|\bhow (?:do|can|should) i use (?:you|this)|你(?:能|会|可以|都能|都会)(?:做|干|帮|回答|分析)?.{0,4}(?:什么|哪些|啥)|有(?:什么|哪些)功能|怎么用|如何使用|能帮我做什么|^\W*帮助\W*$|可以问.{0,4}(?:什么|哪些)/,
  ],
];

/** Messages that need no data: greetings, thanks, and questions about the offline model itself. */
export function talkTopic({ lower }: Pick<Question, "lower">): Topic | undefined {
  return TOPICS.find(([, pattern]) => pattern.test(lower))?.[0];
}

/** The first sentence of the reply; the list of what it can do follows where that helps. */
export function smallTalk({ say }: Question, topic: Topic): { text: string; listsOffers: boolean } {
  switch (topic) {
    case "hello":
      return { text: say("Hello.", "你好。"), listsOffers: true };
    case "thanks":
      return { text: say("You are welcome.", "不客气。"), listsOffers: false };
    case "bye":
      return { text: say("Goodbye.", "再见。"), listsOffers: false };
    case "identity":
      return {
        text: say(
          "I am the offline model of this data analyst: a table of rules, not a language model and not a person.",
          "我是这个数据分析助手的离线模型：一张规则表，不是语言模型，也不是真人。",
        ),
        listsOffers: true,
      };
    case "abilities":
      return {
        text: say(
          "I answer questions about a CSV file or workbook by running Python.",
          "我通过运行 Python 回答关于 CSV 文件或工作簿的问题。",
        ),
        listsOffers: true,
      };
  }
}
