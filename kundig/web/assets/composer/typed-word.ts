// What stands before the caret of a text field when somebody asks for a snippet there.

/** The place of a "/word" or "::word" that ends at `caret`, and the word; undefined where there is none. */
export function typedWord(text: string, caret: number): { start: number; word: string } | undefined {
  const before = text.slice(Math.max(0, caret - 60), caret);
  // At a word's beginning: "und/oder" and "https://" ask for nothing.
  const found = /(?:^|[\s([{„“"])(\/|::)([\p{L}\p{N}_-]{0,40})$/u.exec(before);
  if (!found) return undefined;
  const [, sign = "", word = ""] = found;
  return { start: caret - sign.length - word.length, word };
}
