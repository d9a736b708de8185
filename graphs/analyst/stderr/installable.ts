import type { AssistantContext } from "../assistant-context.ts";
import type { RunState } from "../state.ts";

/** A name as package registries have it; nothing that pip could take for an option or a path. */
const NAME = /^[A-Za-z0-9](?:[\w.-]{0,98}[A-Za-z0-9])?$/;

/** What people call files of their own: a package that happens to bear such a name is not meant. */
const OWN_MODULES = new Set(
  "app common config constants data db functions helper helpers lib libs main model models module modules my_module mymodule settings src test tests tool tools util utils".split(
    " ",
  ),
);

/** The package to be installed for a cell that lacks it; undefined when it may not be, or was tried. */
export function installable(
  name: string | undefined,
  { installs }: Pick<RunState, "installs">,
  { internet, allowedLibraries }: Pick<AssistantContext, "internet" | "allowedLibraries">,
): string | undefined {
  if (name === undefined || !internet || installs.includes(name)) return undefined;
  if (!NAME.test(name) || OWN_MODULES.has(name.toLowerCase())) return undefined;
  const isAllowed = allowedLibraries.length === 0 || allowedLibraries.includes(name);
  return isAllowed ? name : undefined;
}
