// "@" and "#" at a word's beginning in a note: colleagues and conversations to choose from. The form says where to
// ask: data-names-url.
import { OfferedList, type Question } from "./offered-list";
import type { Writing } from "./writing";

const TYPED = /(?:^|[\s\u00a0([{„“"])([@#])([\p{L}\p{N}.-]{0,40})$/u;

/** Follows every composer of the page. */
export function offerNames(): void {
  new NameList("name-list").watch();
}

class NameList extends OfferedList {
  protected asked(writing: Writing): Question | undefined {
    const { namesUrl, namesLabel = "" } = writing.form.dataset;
    const found = TYPED.exec(writing.before());
    if (!namesUrl || !found) return undefined;
    const [, sign = "", q = ""] = found;
    const url = `${namesUrl}?${new URLSearchParams({ sign, q })}`;
    return { url, typed: sign.length + q.length, label: namesLabel };
  }

  protected put(option: HTMLElement, writing: Writing, typed: number): void {
    const { attribute, id, label = "" } = option.dataset;
    if (!attribute || !id) return;
    const span = document.createElement("span");
    span.setAttribute(attribute, id);
    span.textContent = label;
    writing.insert({ text: `${label} `, html: `${span.outerHTML}&nbsp;` }, typed);
  }
}
