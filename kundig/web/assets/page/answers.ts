// What comes back for htmx's requests: every failure says so, a refusal stands where it belongs, and
// a sign-in page never lands in a pane.
import { connectionBack, connectionLost } from "./connection";
import { toast } from "./toast";
import { word } from "./words";

type Answer = CustomEvent<{
  xhr: XMLHttpRequest;
  requestConfig: { path: string };
  shouldSwap: boolean;
  isError: boolean;
}>;

/** Watches every request of the page. */
export function watchAnswers(): void {
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
