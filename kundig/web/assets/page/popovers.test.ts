import assert from "node:assert/strict";
import { test } from "node:test";
import { spotFor } from "./popovers";

const ROOM = { width: 390, height: 800 };
const MENU = { width: 208, height: 200 };
const at = (left: number, top: number) => ({ left, top, right: left + 40, bottom: top + 32 });

test("stands below its button, flush with its start", () => {
  assert.deepEqual(spotFor(at(20, 100), MENU, ROOM, false), { left: 20, top: 136 });
});

test("stands above where there is no room below", () => {
  assert.deepEqual(spotFor(at(20, 740), MENU, ROOM, false), { left: 20, top: 536 });
});

test("ends with its button where there is no room to the right", () => {
  assert.deepEqual(spotFor(at(340, 100), MENU, ROOM, false), { left: 172, top: 136 });
});

test("stands beside the rail and never leaves the window", () => {
  assert.deepEqual(spotFor(at(8, 760), MENU, ROOM, true), { left: 52, top: 592 });
  assert.deepEqual(spotFor(at(8, 10), MENU, ROOM, true), { left: 52, top: 8 });
});
