// Snippets while one writes: "/word" or "::word" at a word's beginning opens a list of what fits. Whatever stands
// around the form says where to ask: data-snippets-url.
import { OfferedList, type Question } from "./offered-list";
import { csrfToken } from "./token";
import { typedWord } from "./typed-word";
import type { Writing } from "./writing";

/** Follows every composer of the page. */
export function offerSnippets(): void {
  new SnippetList("snippet-list").watch();
}

class SnippetList extends OfferedList {
  protected asked(writing: Writing): Question | undefined {
    const settings = writing.form.closest<HTMLElement>("[data-snippets-url]")?.dataset;
    const before = writing.before();
    const found = typedWord(before, before.length);
    if (!settings || !found) return undefined;
    const url = `${settings["snippetsUrl"]}?q=${encodeURIComponent(found.word)}`;
    return { url, typed: before.length - found.start, label: settings["snippetsLabel"] ?? "" };
  }

  protected put(option: HTMLElement, writing: Writing, typed: number): void {
    writing.insert({ text: option.dataset["text"] ?? "" }, typed);
    const url = option.dataset["use"];
    if (url) void fetch(url, { method: "POST", headers: { "X-CSRFToken": csrfToken() } }).catch(() => undefined);
  }
}
