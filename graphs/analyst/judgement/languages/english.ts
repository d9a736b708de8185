import type { LanguageRules } from "./language-rules.ts";

/** What an analyst does with data and code; not what he does with words (explain, answer, note). */
const VERBS =
  "load read open check look inspect examine explore compute calculate run rerun execute plot create analyze analyse " +
  "build generate clean merge join fix retry try install start begin proceed import convert parse train fit test " +
  "count group aggregate filter compare correlate draw visualize visualise render save export download fetch print " +
  "verify validate investigate dig profile sort rank measure estimate forecast model simulate process prepare " +
  "transform perform conduct apply query search identify determine debug correct adjust rewrite refine evaluate " +
  "assess use take do write extract impute split sample map redo review summarize summarise double-check re-run " +
  "re-read reload recompute recalculate recheck list drop remove handle detect find set dive go move pull gather " +
  "carry flatten reshape pivot melt normalize normalise standardize standardise encode scale log stack concatenate " +
  "append assign reindex resample bin bucket tabulate cross-check benchmark optimize optimise tune cluster classify " +
  "regress predict simulate trace browse scan peek study address resolve switch restart reset retrieve obtain derive";

function gerund(verb: string): string {
  if (verb.endsWith("e")) return `${verb.slice(0, -1)}ing`;
  return /^(?:run|rerun|re-run|plot|begin|get|set|split|dig|fit|drop|map)$/.test(verb)
    ? `${verb}${verb.at(-1)}ing`
    : `${verb}ing`;
}

const VERB_LIST = VERBS.split(" ");
const DO = `(?:${VERB_LIST.join("|")})`;
const DOING = `(?:${VERB_LIST.filter((verb) => verb !== "use")
  .map(gerund)
  .join("|")})`;
/** What follows "I'll" without being work: words, a stand that is taken, something left as it is. */
const NO_WORK =
  "(?:not|be|have|know|need|assume|leave|remember|keep|note|mention|say|stick|wait|stay|help|recommend|suggest|advise|" +
  "explain|answer|describe|clarify|stress|present|share|show|tell|give|ask|add (?!a |an |the |new )|point|understand|clear|honest|brief|" +
  "hear|stop|refer|call|treat|consider|skip|ignore|omit|exclude|respect|follow|avoid|pick|choose|prefer|rate|admit|" +
  "focus|limit|round|let|only|always|never|no|gladly|happily|also|use|with|from|the|a|an|my|of|all|this|that|your|" +
  "take|go with|get back|update you|and|or|so|run out|end|finish|close|conclude|repeat|quote|trust|bet|think|believe)";

const WHO_WILL =
  "(?:I'll|I will|I'm going to|I am going to|I'm about to|I am about to|I plan to|I intend to|I need to|I'll need to|" +
  "I will need to|I have to|I must|I should|I want to|I'd like to|let me|let's|allow me to|we'll|we will|we need to|" +
  "we are going to|we're going to)";
const HOW =
  "(?:now|first|next|then|also|just|quickly|immediately|once more|again|start|begin|continue|by|proceed|to|go|ahead|" +
  "and|try|carefully|directly|simply|further|therefore|have|a|quick|with|additionally|finally)";

/** Verbs that need what follows them to be work with data: "go ahead", "take a look", not "take note". */
const LOOSE =
  "(?!(?:take (?!a (?:closer |quick )?look)|go (?!ahead|through|on|over|deeper)|do (?!that|this|so|it|the)|set (?!up)|use the same)\\b)";

export const ENGLISH: LanguageRules = {
  announces: [
    new RegExp(
      `\\b${WHO_WILL} (?:${HOW},? ){0,6}${LOOSE}(?:${DO}|${DOING})\\b(?! to (?:see|grow|rise|fall))`,
      "i",
    ),
    // Of himself alone a speaker announces mostly work, so all but a few verbs are some.
    new RegExp(
      `\\b(?:I'll|I will|I'm going to|let me) (?:(?:now|first|next|then|start by|begin by|try to) ){0,3}(?!${NO_WORK}\\b|\\w+ly\\b)[a-z-]{3,}\\b`,
      "i",
    ),
    new RegExp(`\\b(?:I'll|I will) need to (?!${NO_WORK}\\b)[a-z-]{3,}\\b`, "i"),
    new RegExp(
      `\\b(?:I'm|I am|we're|we are) (?:(?:now|currently|already|just) ){0,2}${DOING}\\b`,
      "i",
    ),
    new RegExp(
      `(?:^|[—–-] )(?:now |next,? |first,? )?${DOING}\\b.*(?:\\.\\.\\.|…|\\bnow[.!]?)$`,
      "i",
    ),
    /\b(?:next|first) thing I'll do\b|\blet's (?:see|get started|go|dive in)\b/i,
    /\bI'll (?:be right back|get (?:right )?(?:on it|to it|started))\b/i,
  ],
  waits:
    /\b(?:one moment|just a (?:moment|second|sec|minute)|hold on|please wait|stand by|bear with me|working on it|give me a (?:moment|second|minute)|get back to you)\b/i,
  exempt:
    /\?["')]*$|^(?:if|when|whenever)\b|, if\b|\bif (?:you|needed|necessary|required|desired|(?:that|this) (?:helps|is|would))\b|\b(?:once|unless|whenever|as soon as) \w|\b(?:when|after|until) (?:you|the (?:file|data)|new|your|there|it is)\b|\blet me know\b|\b(?:please|just) (?:upload|send|provide|share|attach|tell|confirm|specify)\b|\bfeel free\b|\bsend me\b|^note\b|\b(?:could|can|would) you\b|\b(?:won't|will not|cannot|can't|unable to)\b|\b(?:from now on|in (?:all )?(?:later|future|follow-up)|next time|in the future|for later)\b|\byou (?:need|have) to\b/i,
  filler:
    /^(?:thank(?:s| you)\b|sure|certainly|of course|okay|ok|great|understood|got it|stay tuned|here (?:we go|goes|it is)\b|(?:this|that|it)(?: step)? (?:will|should|lets|allows|helps|way)\b|the (?:file|data(?:set)?) is (?:located|stored)\b)/i,
  action: new RegExp(`^${DO}\\b(?!.*\\b(?:was|were|rose|fell|is|are)\\b)`, "i"),
  nextStep: new RegExp(
    `^(?:moving on|next(?: step| up)?|now|step \\d+)\\b[^:]{0,40}: (?:${DO}|${DOING})\\b(?!.*\\byour\\b)`,
    "i",
  ),
  planHeading:
    /^(?:(?:here is|here's|this is|below is) )?(?:my |the |our |a )?(?:short |brief |analysis |step-by-step )*(?:plan|approach|steps I'll take)(?: (?:is|of action|for this analysis|is as follows|as follows))?\s*[:：]?$/i,
};

/** Verbs with which a speaker announces words: a list below them is an answer. */
export const ENGLISH_TELLING =
  /\b(?:summari[sz]e|explain|answer|describe|list|present|report|note|mention|show|share|keep|say)\b/i;
