import assert from "node:assert/strict";
import { test } from "node:test";
import { typedWord } from "./typed-word";

const at = (text: string): ReturnType<typeof typedWord> => typedWord(text, text.length);

test("a slash or two colons at a word's beginning ask for a snippet", () => {
  assert.deepEqual(at("/"), { start: 0, word: "" });
  assert.deepEqual(at("Hallo /gru"), { start: 6, word: "gru" });
  assert.deepEqual(at("Hallo\n::grü"), { start: 6, word: "grü" });
  assert.deepEqual(typedWord("a /gr b", 5), { start: 2, word: "gr" });
});

test("what only looks like it does not", () => {
  for (const text of ["und/oder", "https://", "3/4", "12:30", "a::b", "/zwei Wörter", "Hallo"]) {
    assert.equal(at(text), undefined, text);
  }
});
