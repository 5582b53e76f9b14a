// Snippets while one writes: "/word" or "::word" at a word's beginning opens a list that follows what is typed.
// Arrow keys choose, Enter or Tab puts it in, Escape closes. The focus stays in the text; whoever listens
// hears the chosen entry by aria-activedescendant and how many there are by a status line.
import { csrfToken } from "./token";
import { typedWord } from "./typed-word";
import type { Writing, WritingDetail } from "./writing";

const TYPING_PAUSE = 80;
const WIDTH = 384;

/** Follows every composer of the page. */
export function offerSnippets(): void {
  const list = new SnippetList();
  document.addEventListener("composer:change", (event) => list.follow((event as CustomEvent<WritingDetail>).detail.writing));
  document.addEventListener("keydown", list.press, { capture: true });
  document.addEventListener("focusout", () => list.close());
}

class SnippetList {
  private readonly box = document.createElement("ul");
  private readonly status = document.createElement("p");
  private writing: Writing | undefined;
  private typed = 0;
  private asked = 0;
  private dismissed = "";
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.box.id = "snippet-list";
    this.box.className = "menu snippet-list";
    this.box.setAttribute("role", "listbox");
    this.box.setAttribute("popover", "manual");
    this.box.addEventListener("mousedown", this.click);
    this.status.className = "visually-hidden";
    this.status.setAttribute("role", "status");
  }

  /** The text has changed: asks for what fits the word before the caret, or closes. */
  follow(writing: Writing): void {
    const url = writing.form.closest<HTMLElement>("[data-snippets-url]")?.dataset["snippetsUrl"];
    const before = writing.before();
    const found = typedWord(before, before.length);
    if (!url || !found) {
      this.dismissed = "";
      return this.close();
    }
    const start = before.slice(0, found.start);
    if (this.dismissed && this.dismissed === start) return;
    this.dismissed = "";
    this.writing = writing;
    this.typed = before.length - found.start;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(`${url}?q=${encodeURIComponent(found.word)}`), TYPING_PAUSE);
  }

  close(): void {
    clearTimeout(this.timer);
    this.asked += 1;
    if (!this.isOpen) return;
    this.box.hidePopover();
    this.status.textContent = "";
    this.surface?.removeAttribute("aria-activedescendant");
  }

  /** Keys that are meant for the list; all others go on to the text. */
  press = (event: KeyboardEvent): void => {
    if (!this.isOpen || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const act: (() => void) | undefined = {
      ArrowDown: () => this.go(1),
      ArrowUp: () => this.go(-1),
      Enter: () => this.take(this.chosen),
      Tab: () => this.take(this.chosen),
      Escape: () => this.dismiss(),
    }[event.key];
    if (!act || event.shiftKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  };

  private get isOpen(): boolean {
    return this.box.isConnected && this.box.matches(":popover-open");
  }

  private get options(): HTMLElement[] {
    return [...this.box.querySelectorAll<HTMLElement>('[role="option"]')];
  }

  private get chosen(): HTMLElement | undefined {
    return this.options.find((option) => option.ariaSelected === "true");
  }

  private get surface(): Element | null {
    return this.writing?.form.querySelector(":focus") ?? null;
  }

  private async ask(url: string): Promise<void> {
    const asked = ++this.asked;
    const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => undefined);
    if (asked !== this.asked) return;
    if (!answer?.ok || answer.redirected) return this.close();
    const html = await answer.text();
    if (asked === this.asked) this.show(html);
  }

  private show(html: string): void {
    const page = new DOMParser().parseFromString(html, "text/html");
    this.box.replaceChildren(...page.body.querySelectorAll('[role="option"]'));
    if (!this.options.length) return this.close();
    const settings = this.writing?.form.closest<HTMLElement>("[data-snippets-url]")?.dataset;
    this.box.ariaLabel = settings?.["snippetsLabel"] ?? "";
    if (!this.box.isConnected) document.body.append(this.box, this.status);
    this.box.showPopover();
    this.place();
    this.surface?.setAttribute("aria-controls", this.box.id);
    this.status.textContent = `${this.box.ariaLabel}: ${this.options.length}`;
    this.choose(this.options[0]);
  }

  /** Above the caret where there is room, else below; never beyond the edge. */
  private place(): void {
    const at = this.writing?.caret();
    if (!at) return;
    const height = this.box.offsetHeight;
    const above = at.top - height - 4;
    this.box.style.top = `${above > 0 ? above : Math.min(at.bottom + 4, innerHeight - height)}px`;
    this.box.style.left = `${Math.max(4, Math.min(at.left, innerWidth - WIDTH - 4))}px`;
  }

  private go(by: number): void {
    const all = this.options;
    const here = this.chosen ? all.indexOf(this.chosen) : -1;
    this.choose(all[(here + by + all.length) % all.length]);
  }

  private choose(option: HTMLElement | undefined): void {
    for (const one of this.options) {
      one.ariaSelected = String(one === option);
      one.toggleAttribute("data-active", one === option);
    }
    if (!option) return;
    option.scrollIntoView({ block: "nearest" });
    this.surface?.setAttribute("aria-activedescendant", option.id);
  }

  private click = (event: MouseEvent): void => {
    // The focus stays in the text.
    event.preventDefault();
    this.take((event.target as Element).closest<HTMLElement>('[role="option"]') ?? undefined);
  };

  private take(option: HTMLElement | undefined): void {
    const writing = this.writing;
    if (!option || !writing) return;
    this.close();
    writing.insert({ text: option.dataset["text"] ?? "" }, this.typed);
    const url = option.dataset["use"];
    if (url) void fetch(url, { method: "POST", headers: { "X-CSRFToken": csrfToken() } }).catch(() => undefined);
  }

  /** Closed by hand: it stays away until another word is begun. */
  private dismiss(): void {
    const before = this.writing?.before() ?? "";
    this.dismissed = before.slice(0, before.length - this.typed) || " ";
    this.close();
  }
}
