import assert from "node:assert/strict";
import { test } from "node:test";
import { placeOf } from "./places";
import { schema } from "./schema";

const p = (text: string) => schema.nodes.paragraph.create(null, schema.text(text));

test("words are found in their block, the same one of those alike", () => {
  const doc = schema.nodes.doc.create(null, [p("Hallo Anna"), p("Anna und Anna")]);
  const text = "Hallo Anna\n\nAnna und Anna";
  const words = (start: number, end: number) => {
    const place = placeOf(doc, text, start, end);
    return place && [place[0], doc.textBetween(...place)];
  };
  assert.deepEqual(words(6, 10), [7, "Anna"]);
  assert.deepEqual(words(12, 16), [13, "Anna"]);
  assert.deepEqual(words(21, 25), [22, "Anna"]);
});

test("what is not there is not pointed at", () => {
  const doc = schema.nodes.doc.create(null, [p("Hallo")]);
  assert.equal(placeOf(doc, "- Hallo", 0, 2), undefined);
  assert.equal(placeOf(doc, "Hallo", 2, 2), undefined);
});
