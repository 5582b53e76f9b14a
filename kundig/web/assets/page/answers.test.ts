import assert from "node:assert/strict";
import { test } from "node:test";
import "../testing";
import { sentenceFor, watchAnswers } from "./answers";

watchAnswers();

type Answer = { shouldSwap: boolean; isError: boolean };

function judged(answer: { text: string; from: string; header?: string }): Answer {
  const detail = {
    xhr: {
      responseText: answer.text,
      responseURL: answer.from,
      getResponseHeader: () => answer.header ?? null,
    },
    requestConfig: { path: "/c/1/reply/" },
    shouldSwap: !answer.header,
    isError: false,
  };
  document.dispatchEvent(new CustomEvent("htmx:beforeSwap", { detail }));
  return detail;
}

test("every request carries the token", () => {
  document.head.innerHTML = '<meta name="csrf-token" content="t0k">';
  const detail = { headers: {} as Record<string, string> };
  document.dispatchEvent(new CustomEvent("htmx:configRequest", { detail }));
  assert.equal(detail.headers["X-CSRFToken"], "t0k");
});

test("a sign-in page never lands in a pane", () => {
  const answer = judged({ text: "<!doctype html><html>", from: "https://desk.example/account/login/" });
  assert.equal(answer.shouldSwap, false);
});

test("a part of a page does, wherever it came from", () => {
  assert.equal(judged({ text: "<li>", from: "https://desk.example/c/2/" }).shouldSwap, true);
  const same = judged({ text: "<!doctype html>", from: "https://desk.example/c/1/reply/" });
  assert.equal(same.shouldSwap, true);
});

test("a refusal is shown where it says", () => {
  const answer = judged({ text: "<div>", from: "https://desk.example/c/1/reply/", header: "#toasts" });
  assert.equal(answer.shouldSwap, true);
});

test("every failure has a sentence", () => {
  assert.deepEqual([403, 404, 401, 413, 500].map(sentenceFor), [
    "refused",
    "refused",
    "signedOut",
    "tooLarge",
    "failed",
  ]);
});
