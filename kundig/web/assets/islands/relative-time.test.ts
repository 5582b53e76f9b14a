import assert from "node:assert/strict";
import { test } from "node:test";
import { draw } from "../testing";

const words = { now: "gerade eben", minutesAgo: "vor {n} Min.", hoursAhead: "in {n} Std." };
draw(`<script type="application/json" id="words">${JSON.stringify(words)}</script>`, "script");
const { describe } = await import("./relative-time");

test("goes on in the words of the page", () => {
  assert.equal(describe(0), "gerade eben");
  assert.equal(describe(-59), "gerade eben");
  assert.equal(describe(60), "vor 1 Min.");
  assert.equal(describe(3599), "vor 59 Min.");
  assert.equal(describe(-7300), "in 2 Std.");
});

test("leaves what is older than a day to the server", () => {
  assert.equal(describe(86_400), null);
  assert.equal(describe(-90_000), null);
});

test("ticks", () => {
  const element = draw<HTMLElement & { tick(now: number): void }>(
    '<relative-time><time datetime="2026-11-22T15:05:00+00:00">x</time></relative-time>',
    "relative-time",
  );
  element.tick(Date.parse("2026-11-22T15:09:30+00:00"));
  assert.equal(element.textContent, "vor 4 Min.");
  element.tick(Date.parse("2026-11-25T15:09:30+00:00"));
  assert.equal(element.textContent, "vor 4 Min.");
});
