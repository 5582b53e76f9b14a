import assert from "node:assert/strict";
import { test } from "node:test";
import { draw } from "../testing";
import "./menu-filter";

const MENU = `<menu-filter><input class="menu-search"><div role="menu">
  <button role="menuitem">Anna</button><button role="menuitem">Ben</button></div></menu-filter>`;

function type(words: string): HTMLInputElement {
  const field = document.querySelector("input") as HTMLInputElement;
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return field;
}

test("typing narrows the items", () => {
  draw(MENU, "menu-filter");
  type("be");
  const hidden = [...document.querySelectorAll<HTMLElement>("button")].map((item) => item.hidden);
  assert.deepEqual(hidden, [true, false]);
});

test("Enter takes the first one left", () => {
  draw(MENU, "menu-filter");
  let taken = "";
  document.addEventListener("click", (event) => (taken = (event.target as Element).textContent ?? ""));
  type("b").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  assert.equal(taken, "Ben");
});

test("a field that makes something new is submitted when nothing begins so", () => {
  draw(MENU.replace("<input", '<input name="name"'), "menu-filter");
  let taken = "";
  document.addEventListener("click", (event) => (taken = (event.target as Element).textContent ?? ""));
  const enter = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true });
  type("en").dispatchEvent(enter);
  assert.equal(taken, "");
  assert.equal(enter.defaultPrevented, false);
});

test("a field that makes something new takes what begins so", () => {
  draw(MENU.replace("<input", '<input name="name"'), "menu-filter");
  let taken = "";
  document.addEventListener("click", (event) => (taken = (event.target as Element).textContent ?? ""));
  type("b").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  assert.equal(taken, "Ben");
});
