import assert from "node:assert/strict";
import { test } from "node:test";
import "../testing";
import { countInTitle } from "./title";

test("the title keeps both numbers apart, whichever comes last", () => {
  document.title = "Inbox · Kundig";
  countInTitle("unread", 120, 99);
  assert.equal(document.title, "•99+ Inbox · Kundig");
  countInTitle("waiting", 2, 999);
  assert.equal(document.title, "•99+ (2) Inbox · Kundig");
  countInTitle("unread", 0, 99);
  assert.equal(document.title, "(2) Inbox · Kundig");
  countInTitle("waiting", 0, 999);
  assert.equal(document.title, "Inbox · Kundig");
});
