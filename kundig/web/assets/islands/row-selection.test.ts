import assert from "node:assert/strict";
import { test } from "node:test";
import { draw } from "../testing";
import "./row-selection";

const ROW = (id: number): string =>
  `<li class="row" data-key="${id}"><label class="row-select"><input type="checkbox" value="${id}"></label>
   <div class="row-head"><a href="/${id}/"></a></div></li>`;

function desk(): HTMLElement {
  return draw(
    `<section class="desk-list"><button data-select-rows aria-pressed="false"></button>
     <ul id="rows">${[1, 2, 3, 4].map(ROW).join("")}<li class="more"></li></ul>
     <row-selection data-one="1 selected" data-many="# selected" hidden><input type="checkbox" data-select-all>
     <span data-selected></span><button data-select-whole hidden>All 90</button>
     <input type="hidden" data-scope name="view" value="all" disabled><button data-select-none></button></row-selection></section>`,
    "row-selection",
  );
}

function boxes(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>("#rows input")];
}

function chosen(): string[] {
  return boxes().filter((box) => box.checked).map((box) => box.value);
}

function key(name: string): void {
  document.dispatchEvent(new CustomEvent(`shortcut:${name}`, { cancelable: true }));
}

test("the bar shows itself with the first chosen row, and says how many", () => {
  const bar = desk();
  boxes()[1]?.click();
  assert.equal(bar.hidden, false);
  assert.equal(bar.querySelector("[data-selected]")?.textContent, "1 selected");
  boxes()[1]?.click();
  assert.equal(bar.hidden, true);
});

test("a key chooses the row that is open, another all up to here", () => {
  desk();
  const links = [...document.querySelectorAll("a")];
  links[0]?.setAttribute("aria-current", "page");
  key("select");
  links[0]?.removeAttribute("aria-current");
  links[2]?.setAttribute("aria-current", "page");
  key("select-range");
  assert.deepEqual(chosen(), ["1", "2", "3"]);
  key("back");
  assert.deepEqual(chosen(), []);
});

test("all on the page, then the whole view", () => {
  const bar = desk();
  bar.querySelector<HTMLInputElement>("[data-select-all]")?.click();
  assert.deepEqual(chosen(), ["1", "2", "3", "4"]);
  const whole = bar.querySelector<HTMLButtonElement>("[data-select-whole]");
  const scope = bar.querySelector<HTMLInputElement>("[name=view]");
  assert.equal(whole?.hidden, false);
  whole?.click();
  assert.equal(scope?.disabled, false);
  assert.equal(bar.querySelector("[data-selected]")?.textContent, "All 90");
  boxes()[0]?.click();
  assert.equal(scope?.disabled, true);
});

test("what has gone from the list is not chosen any more, what was drawn anew still is", () => {
  const bar = desk();
  boxes()[0]?.click();
  boxes()[1]?.click();
  const list = document.querySelector("#rows") as HTMLElement;
  list.querySelector("[data-key='1']")?.remove();
  (list.querySelector("[data-key='2']") as HTMLElement).outerHTML = ROW(2);
  list.dispatchEvent(new Event("htmx:afterSettle", { bubbles: true }));
  assert.deepEqual(chosen(), ["2"]);
  assert.equal(bar.querySelector("[data-selected]")?.textContent, "1 selected");
});
