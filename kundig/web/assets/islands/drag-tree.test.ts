import assert from "node:assert/strict";
import { test } from "node:test";
import { draw } from "../testing";
import { placeAt } from "./drag-tree";

const TREE = `<drag-tree><ul>
  <li data-tree-id="1" data-tree-under=""></li>
  <li data-tree-id="2" data-tree-under="1"></li>
  <li data-tree-id="3" data-tree-under="1"></li>
  <li data-tree-id="4" data-tree-under=""></li></ul></drag-tree>`;

function place(dragged: string, line: string, spot: "before" | "into" | "after"): unknown {
  draw(TREE, "drag-tree");
  const lines = [...document.querySelectorAll<HTMLElement>("li")];
  const find = (id: string): HTMLElement => lines.find((one) => one.dataset["treeId"] === id) as HTMLElement;
  return placeAt(lines, find(dragged), find(line), spot);
}

test("an edge means beside, the middle means below", () => {
  assert.deepEqual(place("4", "3", "before"), { under: "1", place: 1, before: "3" });
  assert.deepEqual(place("4", "3", "after"), { under: "1", place: 2, before: "" });
  assert.deepEqual(place("4", "1", "into"), { under: "1", place: 2, before: "" });
});

test("its own old place does not count", () => {
  assert.deepEqual(place("2", "3", "after"), { under: "1", place: 1, before: "" });
  assert.deepEqual(place("1", "4", "after"), { under: "", place: 1, before: "" });
});
