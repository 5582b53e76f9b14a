// The head of a conversation is not drawn anew under somebody's hands: while a menu of it stands
// open, while the focus is in it, while it asks for what a verb needs, and while one of its forms
// waits for an answer, which would come to a form that no longer stands on the page.
//
// What was held back is fetched as soon as nothing holds it any more.

const HEAD = "#conversation-head";
// The head itself waits when the palette has asked.
const WAITING = `form.htmx-request, ${HEAD}.htmx-request`;
const IN_HAND = `:popover-open, :focus-visible, #conversation-missing > *`;

type Swap = CustomEvent<{ shouldSwap: boolean; requestConfig?: { elt: Element } }>;

let isBehind = false;

/** Watches every swap of the page. */
export function holdBackSwaps(): void {
  document.addEventListener("htmx:oobBeforeSwap", judge);
  document.addEventListener("htmx:beforeSwap", judge);
  document.addEventListener("htmx:afterRequest", catchUp);
  document.addEventListener("focusout", () => setTimeout(catchUp));
  document.addEventListener("toggle", catchUp, true);
}

function judge(event: Event): void {
  const head = event.target as Element;
  const detail = (event as Swap).detail;
  if (!head.matches(HEAD) || !detail.shouldSwap) return;
  const asked = detail.requestConfig?.elt;
  isBehind = isWaiting(head, asked) || (!asked && head.querySelector(IN_HAND) !== null);
  if (isBehind) detail.shouldSwap = false;
}

function isWaiting(head: Element, asked?: Element): boolean {
  const waiting = [head, ...head.querySelectorAll(WAITING)].filter((one) => one.matches(WAITING));
  return waiting.some((one) => one !== asked);
}

function catchUp(): void {
  const head = document.querySelector<HTMLElement>(HEAD);
  if (!isBehind || !head || isWaiting(head) || head.querySelector(IN_HAND)) return;
  isBehind = false;
  const name = `live:conversation-${head.dataset["conversation"] ?? ""}`;
  document.body.dispatchEvent(new CustomEvent(name));
}
