import type { Style } from "../../../src/cli/render/style.ts";

const tag = (name: string) => (text: string) => `<${name}>${text}</${name}>`;

/** Shows which colour was used where. */
export const taggedStyle: Style = {
  dim: tag("dim"),
  bold: tag("b"),
  italic: tag("i"),
  accent: tag("accent"),
  good: tag("good"),
  bad: tag("bad"),
  warn: tag("warn"),
  code: tag("code"),
  syntax: {
    keyword: tag("k"),
    string: tag("s"),
    number: tag("n"),
    comment: tag("c"),
    function: tag("f"),
    constant: tag("v"),
  },
};
