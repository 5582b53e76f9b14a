import assert from "node:assert/strict";
import { test } from "node:test";
import { draw } from "../testing";
import { offerSnippets } from "./snippet-list";
import { PlainSurface, tell, Writing } from "./writing";

const ANSWER = `<li role="option" id="o1" data-text="Guten Tag" data-use="/snippets/1/use/">Gruß</li>
<li role="option" id="o2" data-text="Danke" data-use="/snippets/2/use/">Dank</li>`;
const called: string[] = [];

globalThis.fetch = (async (url: string) => {
  called.push(url);
  return { ok: true, redirected: false, text: async () => ANSWER };
}) as unknown as typeof fetch;
// This page without a browser knows no popovers.
Object.assign(HTMLElement.prototype, {
  showPopover(this: HTMLElement) { this.dataset["open"] = ""; },
  hidePopover(this: HTMLElement) { delete this.dataset["open"]; },
});
const matches = Element.prototype.matches;
Object.assign(Element.prototype, {
  matches(this: HTMLElement, wanted: string): boolean {
    return wanted === ":popover-open" ? "open" in this.dataset : matches.call(this, wanted);
  },
});
offerSnippets();

function write(text: string): { area: HTMLTextAreaElement; writing: Writing } {
  const form = draw<HTMLFormElement>(
    '<div data-snippets-url="/conversations/1/snippets/" data-snippets-label="Snippets"><form><textarea></textarea></form></div>',
    "form",
  );
  const area = form.querySelector("textarea") as HTMLTextAreaElement;
  area.value = text;
  area.focus();
  area.setSelectionRange(text.length, text.length);
  const writing = new Writing(form, new PlainSurface(area));
  tell("change", { writing });
  return { area, writing };
}

function press(area: HTMLElement, key: string): boolean {
  return !area.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}

const asked = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 150));

test("a word is asked for, chosen by key and put in its place", async () => {
  const { area } = write("Hallo\n/gr");
  await asked();
  assert.equal(called.at(-1), "/conversations/1/snippets/?q=gr");
  assert.equal(area.getAttribute("aria-activedescendant"), "o1");
  assert.ok(press(area, "ArrowDown"));
  assert.equal(area.getAttribute("aria-activedescendant"), "o2");
  assert.ok(press(area, "Enter"));
  assert.equal(area.value, "Hallo\nDanke");
  assert.equal(called.at(-1), "/snippets/2/use/");
  assert.equal(area.getAttribute("aria-activedescendant"), null);
  assert.ok(!press(area, "Enter"), "a closed list takes no keys");
});

test("Escape closes it, and it stays away while the same word goes on", async () => {
  const { area, writing } = write("Hallo /g");
  await asked();
  assert.ok(press(area, "Escape"));
  const before = called.length;
  area.value += "r";
  tell("change", { writing });
  await asked();
  assert.equal(called.length, before);
  assert.equal(area.value, "Hallo /gr");
});
