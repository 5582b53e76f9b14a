import assert from "node:assert/strict";
import { test } from "node:test";
import { draw, settled } from "../testing";
import "./confirm-dialog";

const PAGE = `
  <button id="delete" class="danger" data-confirm="Löschen?" data-agree="Postfach löschen">x</button>
  <button id="other" data-confirm="Weiter?">y</button>
  <confirm-dialog><dialog><h2></h2><p data-consequence></p>
    <button value="">Nein</button><button data-agree>Ja</button></dialog></confirm-dialog>`;

function page(): { dialog: HTMLDialogElement; pressed: () => number; press: (id: string) => void } {
  const dialog = draw<HTMLDialogElement>(PAGE, "dialog");
  let times = 0;
  document.getElementById("delete")?.addEventListener("click", () => times++);
  return {
    dialog,
    pressed: () => times,
    press: (id) => document.getElementById(id)?.click(),
  };
}

test("nothing happens before somebody agrees", async () => {
  const { dialog, pressed, press } = page();
  press("delete");
  assert.equal(pressed(), 0);
  assert.equal(dialog.querySelector("h2")?.textContent, "Löschen?");
  dialog.close("");
  await settled();
  assert.equal(pressed(), 0);
});

test("who agrees gets it once", async () => {
  const { dialog, pressed, press } = page();
  press("delete");
  dialog.close("yes");
  await settled();
  assert.equal(pressed(), 1);
});

test("the next question has its own words again", async () => {
  const { dialog, press } = page();
  press("delete");
  const agree = dialog.querySelector("button[data-agree]");
  assert.equal(agree?.textContent, "Postfach löschen");
  dialog.close("");
  await settled();
  press("other");
  assert.equal(agree?.textContent, "Ja");
  assert.equal(agree?.classList.contains("danger"), false);
});
