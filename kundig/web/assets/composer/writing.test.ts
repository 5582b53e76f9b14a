import assert from "node:assert/strict";
import { test } from "node:test";
import { draw } from "../testing";
import { Gate } from "./gate";
import { PlainSurface, type SendDetail, Writing } from "./writing";

const FORM = `<form data-kind="reply"><textarea name="text">Guten Tag
::dank</textarea><button type="submit">Send</button></form>`;

function reply() {
  const form = draw<HTMLFormElement>(FORM, "form");
  const area = form.querySelector("textarea") as HTMLTextAreaElement;
  area.setSelectionRange(area.value.length, area.value.length);
  return { form, area, writing: new Writing(form, new PlainSurface(area)) };
}

test("what stands before the caret in its line is replaced", () => {
  const { area, writing } = reply();
  const heard: string[] = [];
  area.addEventListener("input", () => heard.push("input"));
  assert.equal(writing.kind, "reply");
  assert.equal(writing.before(), "::dank");
  writing.insert({ text: "Vielen Dank!" }, writing.before().length);
  assert.equal(writing.text, "Guten Tag\nVielen Dank!");
  assert.deepEqual(heard, ["input"]);
});

test("what is stopped goes when somebody says so, without asking again", () => {
  const { form, writing } = reply();
  const gate = new Gate();
  const stopped: SendDetail[] = [];
  form.addEventListener("composer:send", (event) => {
    event.preventDefault();
    stopped.push((event as CustomEvent<SendDetail>).detail);
  });
  const button = form.querySelector("button") as HTMLButtonElement;
  let presses = 0;
  button.addEventListener("click", (event) => {
    event.preventDefault();
    presses += 1;
  });
  assert.equal(gate.stops(writing, button), true);
  stopped[0]?.proceed();
  assert.equal(presses, 1);
  assert.equal(gate.stops(writing, button), false);
  assert.equal(gate.stops(writing, button), true);
});
