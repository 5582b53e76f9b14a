import assert from "node:assert/strict";
import { test } from "node:test";
import { draw } from "../testing";
import "./menu-button";

const MENU = `<menu-button><button popovertarget="m">Zuweisen</button>
  <div id="m" popover role="menu"><button role="menuitem">Anna</button>
  <button role="menuitem" disabled>Weg</button><button role="menuitem">Ben</button>
  <button role="menuitem">Clara</button></div></menu-button>`;

function openMenu(): (key: string) => string {
  const element = draw(MENU, "menu-button");
  const menu = element.querySelector<HTMLElement>("#m")!;
  Reflect.set(menu, "matches", (selector: string) => selector === ":popover-open");
  menu.querySelector("button")?.focus();
  return (key) => {
    const target = document.activeElement ?? element;
    target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    return document.activeElement?.textContent ?? "";
  };
}

test("arrows walk around, past what is switched off", () => {
  const press = openMenu();
  assert.equal(press("ArrowDown"), "Ben");
  assert.equal(press("ArrowDown"), "Clara");
  assert.equal(press("ArrowDown"), "Anna");
  assert.equal(press("ArrowUp"), "Clara");
  assert.equal(press("Home"), "Anna");
  assert.equal(press("End"), "Clara");
});

test("a letter finds the next name that begins with it", () => {
  const press = openMenu();
  assert.equal(press("b"), "Ben");
  assert.equal(press("x"), "Ben");
});

test("a menu that is empty fetches what it offers, and the focus goes there", () => {
  const element = draw(
    `<menu-button><button popovertarget="m">Zuweisen</button><div id="m" popover>
      <div hx-trigger="wanted"></div></div></menu-button>`,
    "menu-button",
  );
  document.body.append(element); // again: this page without a browser connects it before its children
  const menu = element.querySelector<HTMLElement>("#m")!;
  Reflect.set(menu, "matches", (selector: string) => selector === ":popover-open");
  let wanted = 0;
  menu.firstElementChild?.addEventListener("wanted", () => (wanted += 1));
  menu.dispatchEvent(Object.assign(new Event("toggle"), { newState: "open" }));
  assert.equal(wanted, 1);
  assert.equal(document.activeElement, menu);
  menu.innerHTML = `<button role="menuitem">Anna</button>`;
  menu.firstElementChild?.dispatchEvent(new Event("htmx:load", { bubbles: true }));
  assert.equal(document.activeElement?.textContent, "Anna");
});
