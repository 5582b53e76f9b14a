// Before an answer goes out: the answer check is asked, and what it says stands above the send button.
// The same place tells what arrived while one was writing (the server's answer to a send that came too
// late). "Send anyway" goes on with the button that was pressed; a dismissed hint stays away until the
// answer is sent.
import { csrfToken } from "./token";
import type { SendDetail, Writing } from "./writing";

type Send = CustomEvent<SendDetail>;

const dismissed = new WeakMap<HTMLFormElement, Set<string>>();
const pressed = new WeakMap<HTMLFormElement, HTMLElement>();
const writings = new WeakMap<HTMLFormElement, Writing>();
const asking = new WeakSet<HTMLFormElement>();

/** Watches all composers of the page. */
export function watchSending(): void {
  document.addEventListener("composer:send", ask);
  document.addEventListener("click", act);
  document.addEventListener("keydown", chooseMoment, { capture: true });
  document.addEventListener("htmx:afterSwap", arrived);
}

/** Return in the field of a moment means that moment; by itself it would send at once. */
function chooseMoment(event: KeyboardEvent): void {
  const field = event.target;
  if (event.key !== "Enter" || !(field instanceof HTMLInputElement) || field.name !== "later_at") return;
  event.preventDefault();
  field.closest(".menu")?.querySelector<HTMLElement>('button[value="at"]')?.click();
}

function ask(event: Event): void {
  if (event.defaultPrevented) return;
  const { writing, submitter, proceed } = (event as Send).detail;
  const { form } = writing;
  writings.set(form, writing);
  if (submitter) pressed.set(form, submitter);
  else pressed.delete(form);
  const url = form.dataset["checkUrl"];
  clear(form);
  if (!url) return;
  event.preventDefault();
  if (asking.has(form)) return;
  asking.add(form);
  void hintsFor(form, url)
    .then((html) => (html ? show(form, html) : proceed()))
    .finally(() => asking.delete(form));
}

/** What the check says; nothing where it can't be asked: it must keep nobody from sending. */
async function hintsFor(form: HTMLFormElement, url: string): Promise<string> {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  for (const key of dismissed.get(form) ?? []) body.append("dismissed", key);
  try {
    const answer = await fetch(url, { method: "POST", body, headers: { "X-CSRFToken": csrfToken() } });
    return answer.status === 200 && !answer.redirected ? await answer.text() : "";
  } catch {
    return "";
  }
}

function show(form: HTMLFormElement, html: string): void {
  const stop = new DOMParser().parseFromString(html, "text/html").querySelector(".send-stop");
  const bar = form.querySelector(".composer-bar");
  if (!stop || !bar) return;
  bar.before(stop);
  focusFirst(stop);
}

/** The server has put its reason to stop beside the send button. */
function arrived(event: Event): void {
  const stop = (event.target as Element).parentElement?.querySelector(":scope > .send-stop[data-seen]");
  if (stop) focusFirst(stop);
}

function focusFirst(stop: Element): void {
  stop.querySelector<HTMLElement>("[data-back], [data-send-anyway]")?.focus();
}

function act(event: Event): void {
  const button = (event.target as Element).closest<HTMLElement>(".send-stop button");
  const form = button?.closest("form");
  const stop = button?.closest<HTMLElement>(".send-stop");
  if (!button || !form || !stop) return;
  if ("sendAnyway" in button.dataset) goOn(form, stop);
  else if ("back" in button.dataset) goBack(form, stop);
  else if (button.dataset["place"]) point(form, button.dataset["place"]);
  else leaveOut(form, stop, button);
}

function goOn(form: HTMLFormElement, stop: HTMLElement): void {
  look(form, stop);
  for (const hint of stop.querySelectorAll("li")) dismiss(form, hint);
  clear(form);
  (pressed.get(form) ?? form.querySelector<HTMLElement>('button[type="submit"]'))?.click();
}

function goBack(form: HTMLFormElement, stop: HTMLElement): void {
  look(form, stop);
  clear(form);
  form.querySelector<HTMLElement>("[contenteditable=true], textarea:not([hidden])")?.focus();
}

/** Who was told what had arrived has seen it. */
function look(form: HTMLFormElement, stop: HTMLElement): void {
  const seen = form.querySelector<HTMLInputElement>('input[name="seen"]');
  if (seen && stop.dataset["seen"]) seen.value = stop.dataset["seen"];
}

function leaveOut(form: HTMLFormElement, stop: HTMLElement, button: HTMLElement): void {
  const hint = button.closest("li");
  const url = button.dataset["switchOff"];
  if (!hint) return;
  if (url) void fetch(url, { method: "POST", headers: { "X-CSRFToken": csrfToken() } }).catch(() => undefined);
  dismiss(form, hint);
  hint.remove();
  if (stop.querySelector("li")) focusFirst(stop);
  else goBack(form, stop);
}

function dismiss(form: HTMLFormElement, hint: HTMLElement): void {
  const keys = dismissed.get(form) ?? new Set();
  if (hint.dataset["hint"]) dismissed.set(form, keys.add(hint.dataset["hint"]));
}

/** Marks the words that a hint is about. */
function point(form: HTMLFormElement, place: string): void {
  const [start = 0, end = 0] = place.split(",").map(Number);
  writings.get(form)?.select(start, end);
}

function clear(form: HTMLFormElement): void {
  for (const stop of form.querySelectorAll(".send-stop")) stop.remove();
}
