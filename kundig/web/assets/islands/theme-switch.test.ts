import assert from "node:assert/strict";
import { test } from "node:test";
import { draw } from "../testing";
import "./theme-switch";

const BUTTONS = ["light", "dark", ""]
  .map((choice) => `<button data-theme-choice="${choice}">${choice}</button>`)
  .join("");

test("draws the page in the chosen theme and keeps it", () => {
  const element = draw(`<theme-switch>${BUTTONS}</theme-switch>`, "theme-switch");
  element.querySelector<HTMLElement>('[data-theme-choice="dark"]')?.click();
  assert.equal(document.documentElement.dataset["theme"], "dark");
  assert.match(document.cookie, /theme=dark/);
  element.querySelector<HTMLElement>('[data-theme-choice=""]')?.click();
  assert.equal(document.documentElement.dataset["theme"], undefined);
  assert.match(document.cookie, /theme=system/);
});
