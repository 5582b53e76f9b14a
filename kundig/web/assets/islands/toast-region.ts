// <toast-region id="toasts">: shows what the server put there (messages, refusals) and what scripts
// say with toast(). A toast goes after a while, unless it reports a failure or what is under way
// (.standing), offers an action, or somebody points at it or has the focus in it. The key for undo presses
// what the newest toast offers.
import type { Tone } from "../page/toast";
import { word } from "../page/words";

type Done = CustomEvent<{ successful: boolean; requestConfig?: { verb: string; path: string } }>;

const STAYS = 7000;
const WITH_ACTION = 10_000;

class ToastRegion extends HTMLElement {
  private watcher = new MutationObserver(() => this.schedule());

  connectedCallback(): void {
    document.addEventListener("toast", this.hear);
    document.addEventListener("htmx:afterRequest", this.forgetDone);
    document.addEventListener("shortcut:undo", this.undo);
    this.addEventListener("click", this.dismiss);
    this.watcher.observe(this, { childList: true });
    this.schedule();
  }

  disconnectedCallback(): void {
    document.removeEventListener("toast", this.hear);
    document.removeEventListener("htmx:afterRequest", this.forgetDone);
    document.removeEventListener("shortcut:undo", this.undo);
    this.watcher.disconnect();
  }

  private hear = (event: Event): void => {
    const { words, tone } = (event as CustomEvent<{ words: string; tone: Tone }>).detail;
    const said = [...this.querySelectorAll(".words")].some((one) => one.textContent === words);
    if (!said) this.append(draw(words, tone));
  };

  /** What a toast offered was done, from here or elsewhere on the page: it can't be done twice. */
  private forgetDone = (event: Event): void => {
    const { successful, requestConfig } = (event as Done).detail;
    if (!successful || requestConfig?.verb !== "post") return;
    for (const form of this.querySelectorAll("form")) {
      if (form.getAttribute("action") === requestConfig.path) form.closest(".toast")?.remove();
    }
  };

  private undo = (event: Event): void => {
    const button = [...this.querySelectorAll<HTMLElement>('form button[type="submit"]')].at(-1);
    if (!button) return;
    event.preventDefault();
    button.click();
  };

  private dismiss = (event: Event): void => {
    const button = (event.target as Element).closest("[data-dismiss]");
    button?.closest(".toast")?.remove();
  };

  private schedule(): void {
    for (const toast of this.querySelectorAll<HTMLElement>(".toast:not([data-timed], .breached, .standing)")) {
      toast.dataset["timed"] = "";
      leaveLater(toast, toast.querySelector("form") ? WITH_ACTION : STAYS);
    }
  }
}

function leaveLater(toast: HTMLElement, delay: number): void {
  setTimeout(() => {
    if (toast.matches(":hover, :focus-within")) leaveLater(toast, STAYS);
    else toast.remove();
  }, delay);
}

function draw(words: string, tone: Tone): HTMLElement {
  const toast = document.createElement("div");
  toast.className = `toast ${tone}`.trim();
  const sentence = document.createElement("p");
  sentence.className = "words";
  sentence.textContent = words;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button small";
  button.dataset["dismiss"] = "";
  button.textContent = word("dismiss");
  toast.append(sentence, button);
  return toast;
}

customElements.define("toast-region", ToastRegion);
