// How htmx behaves here: nothing evaluated, nothing from elsewhere, no private page kept in the
// browser's storage, and every failed request says so.
import htmx from "htmx.org";
import { connectionBack, connectionLost } from "./connection";
import { toast } from "./toast";
import { word } from "./words";

type Answer = CustomEvent<{
  xhr: XMLHttpRequest;
  requestConfig: { path: string };
  shouldSwap: boolean;
  isError: boolean;
}>;

/** Configures htmx; it starts by itself when the page is ready. */
export function setUpHtmx(): void {
  Object.assign(htmx.config, {
    allowEval: false,
    allowScriptTags: false,
    includeIndicatorStyles: false,
    selfRequestsOnly: true,
    historyCacheSize: 0,
    refreshOnHistoryMiss: true,
    responseHandling: [
      { code: "204", swap: false },
      { code: "[23]..", swap: true },
      { code: "422", swap: true },
      { code: "...", swap: false, error: true },
    ],
  });
  document.addEventListener("htmx:configRequest", addToken);
  document.addEventListener("htmx:beforeSwap", judge);
  document.addEventListener("htmx:responseError", (event) => {
    toast(sentenceFor((event as Answer).detail.xhr.status), "breached");
  });
  document.addEventListener("htmx:sendError", () => {
    connectionLost();
    toast(word("unreachable"), "breached");
  });
  document.addEventListener("htmx:afterOnLoad", connectionBack);
}

function addToken(event: Event): void {
  const detail = (event as CustomEvent<{ headers: Record<string, string> }>).detail;
  const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]');
  if (token) detail.headers["X-CSRFToken"] = token.content;
}

function judge(event: Event): void {
  const detail = (event as Answer).detail;
  // A refusal names its own place to be shown in.
  if (detail.xhr.getResponseHeader("HX-Retarget")) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
  // Sent elsewhere and answered with a whole page: the session ended. Never swap that into a pane,
  // where it would wipe out what was being written.
  if (isWholePage(detail.xhr.responseText) && wasSentElsewhere(detail)) {
    detail.shouldSwap = false;
    toast(word("signedOut"), "breached");
  }
}

function isWholePage(text: string): boolean {
  return /^\s*<!doctype html/i.test(text);
}

function wasSentElsewhere(detail: Answer["detail"]): boolean {
  const asked = new URL(detail.requestConfig.path, location.href).pathname;
  return detail.xhr.responseURL !== "" && new URL(detail.xhr.responseURL).pathname !== asked;
}

/** What a person is told about a status code. */
export function sentenceFor(status: number): string {
  if (status === 403 || status === 404) return word("refused");
  if (status === 401) return word("signedOut");
  if (status === 413) return word("tooLarge");
  return word("failed");
}
