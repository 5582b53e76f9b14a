import assert from "node:assert/strict";
import { test } from "node:test";
import { draw } from "../testing";
import "./toast-region";
import { toast } from "../page/toast";

test("says a sentence once, as text", () => {
  const region = draw("<toast-region></toast-region>", "toast-region");
  toast("<b>Das hat nicht geklappt.</b>", "breached");
  toast("<b>Das hat nicht geklappt.</b>", "breached");
  assert.equal(region.querySelectorAll(".toast.breached").length, 1);
  assert.equal(region.querySelector("b"), null);
});

test("goes when it is sent away", () => {
  const region = draw("<toast-region></toast-region>", "toast-region");
  toast("Gesendet", "met");
  region.querySelector<HTMLElement>("[data-dismiss]")?.click();
  assert.equal(region.querySelectorAll(".toast").length, 0);
});

test("a failure stays until it is dismissed, the rest is timed", async () => {
  const region = draw("<toast-region></toast-region>", "toast-region");
  toast("Gesendet", "met");
  toast("Fehler", "breached");
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.notEqual(region.querySelector<HTMLElement>(".met")?.dataset["timed"], undefined);
  assert.equal(region.querySelector<HTMLElement>(".breached")?.dataset["timed"], undefined);
});

test("what was done can't be undone a second time from its notice", () => {
  const region = draw(
    '<toast-region><div class="toast"><form action="/messages/1/withdraw/"></form></div></toast-region>',
    "toast-region",
  );
  const done = (path: string): void => {
    const detail = { successful: true, requestConfig: { verb: "post", path } };
    document.dispatchEvent(new CustomEvent("htmx:afterRequest", { detail }));
  };
  done("/messages/2/withdraw/");
  assert.equal(region.querySelectorAll(".toast").length, 1);
  done("/messages/1/withdraw/");
  assert.equal(region.querySelectorAll(".toast").length, 0);
});
