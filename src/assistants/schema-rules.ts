import { z } from "zod";
import { AnalystError } from "../../tools/errors.ts";
import type { Language, Words } from "../../tools/words.ts";

const chinese = z.locales.zhCN().localeError;

/** A rule of ours, with its sentence in both languages. */
export function ruled<T>(holds: (value: T) => boolean, en: string, zh: string) {
  return z.refine<T>(holds, { params: { words: { en, zh } satisfies Words } });
}

/** No two entries of a list share this field. */
export function unique<Field extends string>(field: Field) {
  return ruled<readonly Readonly<Record<Field, unknown>>[]>(
    (list) => new Set(list.map((entry) => entry[field])).size === list.length,
    `Two entries have the same ${field}.`,
    `有两项的 ${field} 相同。`,
  );
}

const Own = z.object({ params: z.object({ words: z.object({ en: z.string(), zh: z.string() }) }) });

function sentences(error: z.ZodError, language: Language): string {
  return error.issues
    .map((issue) => {
      const words = Own.safeParse(issue).data?.params.words[language] ?? issue.message;
      return issue.path.length === 0 ? words : `${issue.path.join(".")}: ${words}`;
    })
    .join("\n");
}

/** Parses what a person or a client gave. Raises `input_invalid`, which names fields and never a value. */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const again = schema.safeParse(input, { error: chinese });
  throw new AnalystError("input_invalid", {
    en: sentences(parsed.error, "en"),
    zh: sentences(again.error ?? parsed.error, "zh"),
  });
}
