// The words islands show come from the page, in its language: {% page_words %}.

let words: Record<string, string> | undefined;

/** The word for a name; the name itself where a page brings none (the tests). */
export function word(name: string): string {
  words ??= JSON.parse(document.getElementById("words")?.textContent ?? "{}") as Record<
    string,
    string
  >;
  return words[name] ?? name;
}
