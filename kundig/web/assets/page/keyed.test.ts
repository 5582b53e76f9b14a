import assert from "node:assert/strict";
import { test } from "node:test";
import { draw } from "../testing";
import { bringUpToDate } from "./keyed";

function list(items: string, attributes = ""): HTMLElement {
  return draw(`<ol ${attributes}>${items}</ol>`, "ol");
}

function answer(items: string): HTMLElement {
  const box = document.createElement("ol");
  box.innerHTML = items;
  return box;
}

function item(key: string, version = "1"): string {
  return `<li data-key="${key}" data-version="${version}">${key} ${version}</li>`;
}

function keys(of: HTMLElement): (string | undefined)[] {
  return [...of.children].map((child) => (child as HTMLElement).dataset["key"]);
}

test("what looks the same stays the same element", () => {
  const shown = list(item("a") + item("b"));
  const [first, second] = shown.children;
  const drawn = bringUpToDate(shown, answer(item("a") + item("b", "2") + item("c")));
  assert.equal(shown.children[0], first);
  assert.notEqual(shown.children[1], second);
  assert.deepEqual(keys(shown), ["a", "b", "c"]);
  assert.equal(drawn.length, 2);
});

test("what is gone goes, without moving its neighbours", () => {
  const shown = list(item("a") + item("b") + item("c"));
  const last = shown.children[2];
  assert.deepEqual(bringUpToDate(shown, answer(item("a") + item("c"))), []);
  assert.deepEqual(keys(shown), ["a", "c"]);
  assert.equal(shown.children[1], last);
});

test("a new order is followed", () => {
  const shown = list(item("a") + item("b") + item("c"));
  bringUpToDate(shown, answer(item("c") + item("a") + item("b")));
  assert.deepEqual(keys(shown), ["c", "a", "b"]);
});

test("earlier messages that were loaded stay", () => {
  const shown = list(
    item("earlier", "1") + item("message-1") + item("message-5") + item("message-6"),
    'data-keeps="earlier"',
  );
  bringUpToDate(shown, answer(item("earlier", "5") + item("message-5") + item("message-6") + item("message-7")));
  assert.deepEqual(keys(shown), ["earlier", "message-1", "message-5", "message-6", "message-7"]);
});

test("an answer that is complete keeps nothing earlier", () => {
  const shown = list(item("message-1") + item("event-2"), 'data-keeps="earlier"');
  bringUpToDate(shown, answer(item("event-2") + item("event-3")));
  assert.deepEqual(keys(shown), ["event-2", "event-3"]);
});

test("an emptied list is empty", () => {
  const shown = list(item("a"));
  bringUpToDate(shown, answer(""));
  assert.deepEqual(keys(shown), []);
});
