import { segmentsOf, type Segment } from "./segments.ts";

/** Asks for a thing or a decision without which the work cannot go on. */
const REQUESTS: readonly RegExp[] = [
  /\bplease (?:upload|send|provide|share|attach|tell me|specify|confirm|choose|clarify|paste|name|let me know (?:which|what|how|whether))\b/i,
  /\b(?:could|can|would) you (?:please )?(?:upload|send|provide|share|attach|tell|specify|confirm|choose|clarify|paste|name|point|describe)\b/i,
  /\bI (?:would )?(?:still )?need (?:the|your|a|an|to know|more|some|you to)\b/i,
  /\b(?:let me know|tell me) (?:which|what|how|whether|where)\b/i,
  /请(?:您|你|先)*(?:把|将)?[^，。？]{0,12}(?:上传|提供|告诉我|告知|发送|发给我|说明|确认|指定|选择|补充|明确)/,
  /(?:需要|还缺|缺少)(?:您|你)(?:的|提供|上传|确认|说明)|我(?:还)?需要知道/,
];

/** A question for which the reader has to decide: which of several things is meant. */
const CHOICES =
  /\b(?:which|what|where|when|how|who)\b|\b(?:should I|shall I|do you (?:want|mean)|would you (?:like|prefer)|did you mean|is it|are (?:you|they|these)|does)\b|还是|哪|什么|多少|怎么|如何|是指|是否|吗|呢|まで|どの|どちら|何|ますか|でしょうか|\b(?:welche[rsnm]?|was|soll ich|quel(?:le)?s?|dois-je|cuál|qué|debo)\b/i;

/** More work that is offered to somebody who has his answer. */
const OFFERS =
  /\b(?:would you like (?:me to|to see|a|an|another|more|any)|do you want (?:me to|to see|a|another|more)|want me to|shall I (?:also|continue|go on|proceed)|should I (?:also|continue|go on|proceed)|may I|can I (?:also|help)|interested in)\b|需要我|要不要我?|是否需要|是否还|您还想|您还需要|还需要我|想(?:继续|进一步)|必要でしょうか|möchten Sie|souhaitez-vous|¿(?:desea|quiere)/i;

/** What is said to be polite, whatever went before. */
const COURTESIES =
  /\b(?:anything else|any (?:other|more|further) questions|how (?:can|may) I help|what (?:else )?(?:would you like|can I do|do you want) (?:to (?:know|explore|do|see|look|analy[sz]e)|me to do|for you|to)\b|does (?:this|that) (?:help|answer|make sense)|sound good|feel free|if you (?:have|need|want|like|would))|还有(?:什么|其他|别的)|有什么(?:可以|能|需要)|(?:如果|如|若)(?:您|你)?(?:有|还有|需|想|需要|愿意)|今天想|随时/i;

/** Asks for one of several things, whatever is offered with it. */
const WHICH = /^(?:\S+\s+){0,4}(?:which|whose)\b|哪/i;

/** What a speaker adds to his question: what he does then, or thanks. It answers nothing. */
const AFTERTHOUGHT =
  /^(?:once|then|after|if|as soon as|that way|with (?:that|it|this)|I'll|I will|I can|thank|这样|然后|之后|我会|我将|谢谢|感谢|收到后|有了|その後|dann|danke|merci|gracias)/i;

/** A last line that is all emphasis stands below the reply and is no part of it. */
const FOOTNOTE = /\n\s*([*_])(?![*_\s])[^\n]+\1\s*$/;

const TWO_THINGS = /\bor\b|还是|或者|それとも|\boder\b|\bou\b|\bo\b/i;

/** Findings: a table, or a number that is no year and no part of a name. */
function hasFindings(segments: readonly Segment[]): boolean {
  return segments.some(
    ({ form, text }) => form === "table" || /(?:^|[^\w.-])\d+(?:[.,]\d+|\s?%)/.test(text),
  );
}

function asks(sentence: string, isAnswered: boolean): boolean {
  if (COURTESIES.test(sentence)) return false;
  const isQuestion = /[?？]["”')）]*$|吗[。！]?$/.test(sentence);
  if (isQuestion && WHICH.test(sentence)) return true;
  if (OFFERS.test(sentence)) return isQuestion && TWO_THINGS.test(sentence) && !isAnswered;
  return (
    (isQuestion && CHOICES.test(sentence)) || REQUESTS.some((request) => request.test(sentence))
  );
}

/**
 * True for a reply that needs something from the person before the work can go on: a file, a fact, a
 * decision. An answer that ends with an offer, and politeness, are none. Looks at the end of the
 * reply, past the options that may stand below the question and what is added to it.
 */
export function isQuestionToUser(text: string): boolean {
  const segments = segmentsOf(text.replace(FOOTNOTE, ""));
  let at = segments.length - 1;
  while (at > 0 && segments[at]?.form === "item" && !asks(segments[at]?.text ?? "", false)) at--;
  const isAnswered = hasFindings(segments.slice(0, at));
  for (let last = at; last >= 0; last--) {
    const segment = segments[last];
    if (segment === undefined || segment.form === "code" || segment.form === "table") return false;
    if (asks(segment.text, isAnswered)) return true;
    if (!AFTERTHOUGHT.test(segment.text) && !COURTESIES.test(segment.text)) return false;
  }
  return false;
}
