// What arrives while somebody writes is counted beside the kind of message, where nothing moves for it.
// The answer carries the mark of what its author has seen: it follows the page as long as nothing is
// written, and from then on only what they say they have looked at.
import type { WritingDetail } from "./writing";

// Something new elsewhere may be of the same person: asked at most this often, and only while one is writing.
const ASK_EVERY = 3000;

let isWriting = false;
let asking: ReturnType<typeof setTimeout> | undefined;

/** Watches the conversation of the page. */
export function followArrivals(): void {
  document.addEventListener("composer:change", (event) => {
    const { writing } = (event as CustomEvent<WritingDetail>).detail;
    if (writing.kind === "reply") isWriting = writing.text.trim() !== "";
  });
  document.addEventListener("composer:ready", (event) => {
    const { writing } = (event as CustomEvent<WritingDetail>).detail;
    if (writing.kind !== "reply") return;
    isWriting = writing.text.trim() !== "";
    hide();
  });
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    if ((event.target as Element).id === "conversation-head") void changed();
  });
  document.body.addEventListener("live:changed", elsewhere);
  document.addEventListener("click", look);
}

/** Other conversations have changed. */
function elsewhere(event: Event): void {
  const names = (event as CustomEvent<{ names?: string[] }>).detail.names ?? [];
  const open = document.getElementById("main")?.dataset["conversation"] ?? "";
  if (!isWriting || !open || asking || names.every((name) => name === `conversation:${open}`)) return;
  asking = setTimeout(() => {
    asking = undefined;
    void changed();
  }, ASK_EVERY);
}

/** The page shows what is new: read, unless it came while one was writing. */
export async function changed(): Promise<void> {
  const form = document.querySelector<HTMLFormElement>("#reply-form");
  const head = document.querySelector<HTMLElement>("#conversation-head");
  const seen = form?.querySelector<HTMLInputElement>('input[name="seen"]');
  const url = form?.dataset["newsUrl"];
  if (!seen || !url) return;
  if (!isWriting) {
    seen.value = head?.dataset["mark"] ?? seen.value;
    return hide();
  }
  const answer = await fetch(`${url}?seen=${encodeURIComponent(seen.value)}`).catch(() => undefined);
  if (answer?.status === 200 && !answer.redirected && seen.isConnected) show(await answer.text());
}

function show(html: string): void {
  const place = document.querySelector(".composer-kind .arrivals");
  const found = new DOMParser().parseFromString(html, "text/html").querySelectorAll(".arrived");
  place?.replaceChildren(...found);
}

function hide(): void {
  document.querySelector(".composer-kind .arrivals")?.replaceChildren();
}

/** The author looks at it: the newest message is brought into sight. */
function look(event: Event): void {
  const button = (event.target as Element).closest<HTMLElement>("button.arrived");
  const seen = document.querySelector<HTMLInputElement>('#reply-form input[name="seen"]');
  if (!button) return;
  if (seen) seen.value = button.dataset["seen"] ?? seen.value;
  const scroll = document.querySelector("#conversation-scroll");
  scroll?.scrollTo({ top: scroll.scrollHeight });
  hide();
}
