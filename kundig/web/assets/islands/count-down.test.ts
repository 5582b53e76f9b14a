import assert from "node:assert/strict";
import { test } from "node:test";
import { draw } from "../testing";
import "./count-down";

type CountDown = HTMLElement & { tick(now: number): void };

test("it counts, then says it is too late and puts the button away", () => {
  const until = "2026-11-23T09:00:10Z";
  const counter = draw<CountDown>(`<footer><count-down data-until="${until}" data-words="noch {n} s" data-done="unterwegs"></count-down>
    <form data-until-then></form></footer>`, "count-down");
  const end = Date.parse(until);
  counter.tick(end - 9_500);
  assert.equal(counter.textContent, "noch 10 s");
  counter.tick(end);
  assert.equal(counter.textContent, "unterwegs");
  assert.equal(document.querySelector("form")?.hidden, true);
  counter.remove();
});
