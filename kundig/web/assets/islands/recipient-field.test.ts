import assert from "node:assert/strict";
import { test } from "node:test";
import { draw, settled } from "../testing";
import "./recipient-field";

const FIELD = `<form><recipient-field data-remove="Remove {address}">
  <label>To <input name="to" value="kofi@mensah.example"></label></recipient-field></form>`;

function entry(): HTMLInputElement {
  return document.querySelector(".recipient-chips input") as HTMLInputElement;
}

function kept(): string {
  return (document.querySelector("[name=to]") as HTMLInputElement).value;
}

function press(key: string): void {
  entry().dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}

test("what the field holds is shown as chips", async () => {
  draw(FIELD, "recipient-field");
  await settled();
  assert.equal(document.querySelector(".tag .text")?.textContent, "kofi@mensah.example");
});

test("Enter takes what was typed, and a form is not sent by it", async () => {
  draw(FIELD, "recipient-field");
  await settled();
  entry().value = "ida@koenig.example";
  press("Enter");
  assert.equal(kept(), "kofi@mensah.example, ida@koenig.example");
  assert.equal(entry().value, "");
});

test("a comma takes it too, and nobody stands there twice", async () => {
  draw(FIELD, "recipient-field");
  await settled();
  entry().value = "kofi@mensah.example,";
  entry().dispatchEvent(new Event("input", { bubbles: true }));
  assert.equal(kept(), "kofi@mensah.example");
});

test("a chip's button and Backspace take it off", async () => {
  draw(FIELD, "recipient-field");
  await settled();
  (document.querySelector(".tag button") as HTMLButtonElement).click();
  assert.equal(kept(), "");
  entry().value = "ida@koenig.example";
  press("Enter");
  press("Backspace");
  assert.equal(kept(), "");
});

test("what is no address is marked, not lost", async () => {
  draw(FIELD, "recipient-field");
  await settled();
  entry().value = "Kofi";
  press("Enter");
  assert.equal(document.querySelectorAll(".tag.wrong").length, 1);
  assert.equal(kept(), "kofi@mensah.example, Kofi");
});

test("a value that comes from elsewhere is shown", async () => {
  draw(FIELD, "recipient-field");
  await settled();
  const field = document.querySelector("[name=to]") as HTMLInputElement;
  field.value = "a@x.example, b@x.example";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  assert.equal(document.querySelectorAll(".tag").length, 2);
});
