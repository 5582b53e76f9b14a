// What is offered for the word before the caret: a list that follows what is typed. Arrow keys choose, Enter or Tab
// puts it in, Escape closes. The focus stays in the text; whoever listens hears the chosen entry by
// aria-activedescendant and how many there are by a status line.
import type { Writing, WritingDetail } from "./writing";

const TYPING_PAUSE = 80;
const EDGE = 4;

/** What to ask for: where, how much of the text stands for it, and what the list is called. */
export interface Question {
  readonly url: string;
  readonly typed: number;
  readonly label: string;
}

/** One kind of list; `asked` tells what a text asks for, `put` puts a chosen entry into it. */
export abstract class OfferedList {
  private readonly box = document.createElement("ul");
  private readonly status = document.createElement("p");
  private writing: Writing | undefined;
  private question: Question | undefined;
  private requests = 0;
  private dismissed = "";
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(name: string) {
    this.box.id = name;
    this.box.className = `menu ${name}`;
    this.box.setAttribute("role", "listbox");
    this.box.setAttribute("popover", "manual");
    this.box.addEventListener("mousedown", this.click);
    this.status.className = "visually-hidden";
    this.status.setAttribute("role", "status");
  }

  /** Return what the text before the caret asks for, if anything. */
  protected abstract asked(writing: Writing): Question | undefined;

  /** Put a chosen entry in the place of what was typed. */
  protected abstract put(option: HTMLElement, writing: Writing, typed: number): void;

  /** Follows every composer of the page. */
  watch(): void {
    document.addEventListener("composer:change", (event) => this.follow((event as CustomEvent<WritingDetail>).detail.writing));
    document.addEventListener("keydown", this.press, { capture: true });
    document.addEventListener("focusout", () => this.close());
  }

  /** The text has changed: asks for what fits, or closes. */
  private follow(writing: Writing): void {
    const question = this.asked(writing);
    if (!question) {
      this.dismissed = "";
      return this.close();
    }
    const before = writing.before();
    if (this.dismissed && this.dismissed === before.slice(0, before.length - question.typed)) return;
    this.dismissed = "";
    this.writing = writing;
    this.question = question;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(question), TYPING_PAUSE);
  }

  private close(): void {
    clearTimeout(this.timer);
    this.requests += 1;
    if (!this.isOpen) return;
    this.box.hidePopover();
    this.status.textContent = "";
    this.surface?.removeAttribute("aria-activedescendant");
  }

  /** Keys that are meant for the list; all others go on to the text. */
  private press = (event: KeyboardEvent): void => {
    if (!this.isOpen || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const act = {
      ArrowDown: () => this.go(1),
      ArrowUp: () => this.go(-1),
      Enter: () => this.take(this.chosen),
      Tab: () => this.take(this.chosen),
      Escape: () => this.dismiss(),
    }[event.key];
    if (!act) return;
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

  private async ask(question: Question): Promise<void> {
    const request = ++this.requests;
    const answer = await fetch(question.url, { headers: { "HX-Request": "true" } }).catch(() => undefined);
    const html = answer?.ok && !answer.redirected ? await answer.text() : "";
    if (request === this.requests) this.show(html, question.label);
  }

  private show(html: string, label: string): void {
    const page = new DOMParser().parseFromString(html, "text/html");
    this.box.replaceChildren(...page.body.querySelectorAll('[role="option"]'));
    if (!this.options.length) return this.close();
    this.box.ariaLabel = label;
    if (!this.box.isConnected) document.body.append(this.box, this.status);
    this.box.showPopover();
    this.place();
    this.surface?.setAttribute("aria-controls", this.box.id);
    this.status.textContent = `${label}: ${this.options.length}`;
    this.choose(this.options[0]);
  }

  /** Above the caret where there is room, else below; never beyond the edge. */
  private place(): void {
    const at = this.writing?.caret();
    if (!at) return;
    const { offsetHeight, offsetWidth } = this.box;
    const above = at.top - offsetHeight - EDGE;
    this.box.style.top = `${above > 0 ? above : Math.min(at.bottom + EDGE, innerHeight - offsetHeight)}px`;
    this.box.style.left = `${Math.max(EDGE, Math.min(at.left, innerWidth - offsetWidth - EDGE))}px`;
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

  private click = (event: Event): void => {
    // The focus stays in the text.
    event.preventDefault();
    this.take((event.target as Element).closest<HTMLElement>('[role="option"]') ?? undefined);
  };

  private take(option: HTMLElement | undefined): void {
    if (!option || !this.writing || !this.question) return;
    this.close();
    this.put(option, this.writing, this.question.typed);
  }

  /** Closed by hand: it stays away until another word is begun. */
  private dismiss(): void {
    const before = this.writing?.before() ?? "";
    this.dismissed = before.slice(0, before.length - (this.question?.typed ?? 0)) || " ";
    this.close();
  }
}
