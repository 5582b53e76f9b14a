import assert from "node:assert/strict";
import { test } from "node:test";
import { findable, fit, slipsToBegin } from "./matching";

const RESOLVE = findable("Als gelöst markieren\nMark as resolved\nerledigt, fertig");

function fits(typed: string, line = RESOLVE): boolean {
  return fit(typed, line) > 0;
}

test("beginnings of words in any order, in both languages", () => {
  for (const typed of ["gel", "markieren gelöst", "resol", "mark as", "erled"]) assert.ok(fits(typed), typed);
  for (const typed of ["schließen", "gelöst nie", "xyz"]) assert.ok(!fits(typed), typed);
});

test("umlauts and ß in any spelling", () => {
  for (const typed of ["gelost", "geloest", "GELÖST", "gelo\u0308st"]) assert.ok(fits(typed), typed);
  const street = findable("Müller, Große Straße");
  for (const typed of ["mueller strasse", "muller grosse", "straße"]) assert.ok(fits(typed, street), typed);
});

test("one slip in four letters, two in eight", () => {
  for (const typed of ["gleöst", "resoved", "makrieren", "erledgit"]) assert.ok(fits(typed), typed);
  assert.ok(!fits("mrx"));
});

test("what is called so stands before what is only meant by it", () => {
  const tag = findable("Schlagwort hinzufügen\nTag");
  const day = findable("Tagesansicht");
  const exact = findable("Tag");
  assert.ok(fit("tag", exact) > fit("tag", day));
  assert.ok(fit("tag", day) > fit("tag", tag) - 0.2);
  assert.equal(fit("", tag), 0);
});

test("slips are counted up to the end of what is typed", () => {
  assert.equal(slipsToBegin("assgin", "assign"), 1);
  assert.equal(slipsToBegin("zuw", "zuweisen"), 0);
});
