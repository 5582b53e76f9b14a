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
