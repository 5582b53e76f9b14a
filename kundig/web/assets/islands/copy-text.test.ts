import assert from "node:assert/strict";
import { test } from "node:test";
import { draw, settled } from "../testing";
import "./copy-text";

const HTML = "<copy-text><code>kundig_x</code><button data-done='Copied'>Copy</button></copy-text>";

function withClipboard(clipboard: unknown): void {
  Object.defineProperty(navigator, "clipboard", { value: clipboard, configurable: true });
}

test("copies the text and says so", async () => {
  const copied: string[] = [];
  withClipboard({ writeText: async (text: string) => void copied.push(text) });
  const element = draw(HTML, "copy-text");
  const button = element.querySelector("button");
  assert.equal(element.hasAttribute("data-able"), true);
  button?.click();
  await settled();
  assert.deepEqual(copied, ["kundig_x"]);
  assert.equal(button?.textContent, "Copied");
});

test("stays without a button where nothing can be copied", () => {
  withClipboard(undefined);
  assert.equal(draw(HTML, "copy-text").hasAttribute("data-able"), false);
});
