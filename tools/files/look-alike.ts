/** Letters of other alphabets that a person cannot tell from the Latin ones, lower case. */
const TWINS: Readonly<Record<string, string>> = {
  а: "a",
  в: "b",
  с: "c",
  ԁ: "d",
  е: "e",
  ҽ: "e",
  ғ: "f",
  һ: "h",
  н: "h",
  і: "i",
  ı: "i",
  ј: "j",
  к: "k",
  ӏ: "l",
  м: "m",
  о: "o",
  р: "p",
  ԛ: "q",
  ѕ: "s",
  т: "t",
  ц: "u",
  ԝ: "w",
  х: "x",
  у: "y",
  α: "a",
  ε: "e",
  ι: "i",
  κ: "k",
  ν: "v",
  ο: "o",
  ρ: "p",
  τ: "t",
  υ: "u",
  χ: "x",
};

/**
 * What two names have in common when a person or a file system takes one for the other: `Sales.csv`
 * and `sales.csv`, full-width letters, Cyrillic twins. Never shown.
 */
export function lookOf(name: string): string {
  const plain = name.normalize("NFKC").toLowerCase().normalize("NFC").replaceAll(/\s+/g, " ");
  return Array.from(plain, (letter) => TWINS[letter] ?? letter).join("");
}
