import { ApiError } from "./api-error.ts";

/** Whether a template brings the code interpreter. */
const TEMPLATES: ReadonlyMap<string, { interpreter: boolean }> = new Map([
  ["code-interpreter-v1", { interpreter: true }],
  ["code-interpreter", { interpreter: true }],
  ["base", { interpreter: false }],
]);

/** Looks a template up; a tag after the name is ignored, there is one version of each. */
export function findTemplate(reference: string): { name: string; interpreter: boolean } {
  const name = reference.split(":", 1)[0] ?? "";
  const template = TEMPLATES.get(name);
  if (template === undefined) {
    const known = [...TEMPLATES.keys()].join(", ");
    throw new ApiError(
      404,
      `template '${reference}' not found: the embedded E2B server has ${known}`,
    );
  }
  return { name, ...template };
}
