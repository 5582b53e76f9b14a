import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { draw } from "../testing";

const KEYS = { reply: "r", "resolve-next": "Shift+E", send: "Mod+Enter", "go-inbox": "g i", keys: "?" };
const { watchKeys } = await import("./shortcuts");
let pressed: string[] = [];

const PAGE = `<script type="application/json" id="keys">${JSON.stringify(KEYS)}</script>
  <textarea></textarea><input type="checkbox">
  ${Object.keys(KEYS)
    .map((name) => `<button data-shortcut="${name}">${name}</button>`)
    .join("")}`;

beforeEach(() => {
  draw(PAGE, "textarea");
  pressed = [];
  for (const button of document.querySelectorAll("button")) {
    button.addEventListener("click", () => pressed.push(button.textContent ?? ""));
    button.getClientRects = () => [{}] as unknown as DOMRectList;
  }
});
watchKeys();

function key(name: string, options: KeyboardEventInit = {}, on = "body"): void {
  const event = new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...options });
  event.getModifierState ??= () => false;
  document.querySelector(on)?.dispatchEvent(event);
}

test("plain letters press what carries their name", () => {
  key("r");
  key("E", { shiftKey: true });
  key("?", { shiftKey: true });
  assert.deepEqual(pressed, ["reply", "resolve-next", "keys"]);
});

test("not while somebody writes, unless Ctrl is held", () => {
  key("r", {}, "textarea");
  key("Enter", { ctrlKey: true }, "textarea");
  key("Enter", { metaKey: true }, "textarea");
  assert.deepEqual(pressed, ["send", "send"]);
});

test("a checkbox is no text field", () => {
  key("r", {}, "input");
  assert.deepEqual(pressed, ["reply"]);
});

test("never with Alt, never while a character is composed, never repeated", () => {
  key("r", { altKey: true });
  key("r", { altKey: true, ctrlKey: true });
  key("r", { isComposing: true });
  key("r", { repeat: true });
  assert.deepEqual(pressed, []);
});

test("g, then i", () => {
  key("g");
  key("i");
  assert.deepEqual(pressed, ["go-inbox"]);
});
