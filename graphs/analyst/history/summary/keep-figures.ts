import { FINDING_MARK } from "./fold-by-rules.ts";
import { numbersIn } from "./key-figures.ts";
import { SECTIONS, type Sections } from "./summary.ts";

/** Of a line by rules, which begins with the question: the answer's figures. */
const figuresOf = (line: string) => numbersIn(line.slice(line.indexOf(FINDING_MARK) + 1));

/**
 * A model's summary with the findings that it lost: each line of `facts` of which a number stands
 * nowhere in the summary comes back as it was. A figure that was found once is never forgotten by
 * a careless rewriting.
 */
export function keepFigures(written: Sections, facts: Sections): Sections {
  const known = new Set(numbersIn(SECTIONS.flatMap((kind) => written[kind]).join("\n")));
  const lost = facts.findings.filter((line) =>
    figuresOf(line).some((number) => !known.has(number)),
  );
  return { ...written, findings: [...lost, ...written.findings] };
}
