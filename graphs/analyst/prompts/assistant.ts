import type { AssistantContext } from "../assistant-context.ts";

/** Databases that the code may use; undefined when there are none. */
function databasesBlock({ databases }: AssistantContext): string | undefined {
  if (databases.length === 0) return undefined;
  const lines = databases.map(({ name, type }) => `- connect(${JSON.stringify(name)}) (${type})`);
  return `# Databases\nconnect(NAME) is there without an import and gives a SQLAlchemy engine that only reads: pd.read_sql("SELECT …", connect(NAME)). Never print its URL or a password.\n${lines.join("\n")}`;
}

/** What the author of the assistant wants; undefined when nothing was said. */
function instructionsBlock({ name, instructions }: AssistantContext): string | undefined {
  const text = instructions.trim();
  if (text === "") return name === "" ? undefined : `# Your name\n${name}`;
  const title =
    name === "" ? "# Instructions" : `# Instructions of the assistant ${JSON.stringify(name)}`;
  return `${title}\nFollow them in what you answer and how, within the rules above on how a run goes.\n<assistant_instructions>\n${text}\n</assistant_instructions>`;
}

/** What an assistant adds to the standing instructions; the same for all of its runs. */
export const assistantBlocks = (assistant: AssistantContext): (string | undefined)[] => [
  databasesBlock(assistant),
  instructionsBlock(assistant),
];

/** When the question was asked, for an assistant that wants it known; `timeZone` is the installation's. */
export function timeBlock(
  { tellsTime }: AssistantContext,
  askedAt: number,
  timeZone?: string,
): string | undefined {
  if (!tellsTime) return undefined;
  const format = new Intl.DateTimeFormat("en-GB", {
    dateStyle: "full",
    timeStyle: "long",
    timeZone,
  });
  return `# Now\nThe question was asked on ${format.format(askedAt)} (${format.resolvedOptions().timeZone}).`;
}
