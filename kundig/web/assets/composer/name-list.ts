// "@" and "#" at a word's beginning in a note: colleagues and conversations to choose from. The focus stays in the
// text; arrows choose, Enter or Tab puts it in, Escape closes. The form says where to ask: data-names-url.
import type { Writing, WritingDetail } from "./writing";

const PAUSE = 80;
const TYPED = /(?:^|[\s\u00a0([{„“"])([@#])([\p{L}\p{N}.-]{0,40})$/u;

/** Follows every composer of the page. */
export function offerNames(): void {
  const list = new NameList();
  document.addEventListener("composer:change", (event) => list.follow((event as CustomEvent<WritingDetail>).detail.writing));
  document.addEventListener("keydown", list.press, { capture: true });
  document.addEventListener("focusout", () => list.close());
}

class NameList {
  private readonly box = document.createElement("ul");
  private writing: Writing | undefined;
  private typed = 0;
  private asked = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.box.id = "name-list";
    this.box.className = "menu name-list";
    this.box.role = "listbox";
    this.box.popover = "manual";
    this.box.addEventListener("mousedown", this.click);
  }

  follow(writing: Writing): void {
    const { namesUrl, namesLabel = "" } = writing.form.dataset;
    const found = TYPED.exec(writing.before());
    clearTimeout(this.timer);
    if (!namesUrl || !found) return this.close();
    const [, sign = "", q = ""] = found;
    this.writing = writing;
    this.typed = sign.length + q.length;
    this.box.ariaLabel = namesLabel;
    this.timer = setTimeout(() => void this.ask(`${namesUrl}?${new URLSearchParams({ sign, q })}`), PAUSE);
  }

  close(): void {
    clearTimeout(this.timer);
    this.asked += 1;
    if (!this.isOpen) return;
    this.box.hidePopover();
    this.surface?.removeAttribute("aria-activedescendant");
  }

  press = (event: KeyboardEvent): void => {
    if (!this.isOpen || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const act = {
      ArrowDown: () => this.go(1),
      ArrowUp: () => this.go(-1),
      Enter: () => this.take(this.chosen),
      Tab: () => this.take(this.chosen),
      Escape: () => this.close(),
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

  private async ask(url: string): Promise<void> {
    this.asked += 1;
    const { asked } = this;
    const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => undefined);
    const html = answer?.ok && !answer.redirected ? await answer.text() : "";
    if (asked === this.asked) this.show(html);
  }

  private show(html: string): void {
    const page = new DOMParser().parseFromString(html, "text/html");
    this.box.replaceChildren(...page.querySelectorAll('[role="option"]'));
    if (!this.options.length) return this.close();
    if (!this.box.isConnected) document.body.append(this.box);
    this.box.showPopover();
    this.place();
    this.surface?.setAttribute("aria-controls", this.box.id);
    this.choose(this.options[0]);
  }

  /** Above the caret where there is room, else below. */
  private place(): void {
    const at = this.writing?.caret();
    if (!at) return;
    const { offsetHeight, offsetWidth } = this.box;
    const above = at.top - offsetHeight - 4;
    this.box.style.top = `${above > 0 ? above : at.bottom + 4}px`;
    this.box.style.left = `${Math.max(4, Math.min(at.left, innerWidth - offsetWidth - 4))}px`;
  }

  private go(by: number): void {
    const all = this.options;
    const here = this.chosen ? all.indexOf(this.chosen) : -1;
    this.choose(all[(here + by + all.length) % all.length]);
  }

  private choose(option: HTMLElement | undefined): void {
    for (const one of this.options) one.ariaSelected = String(one === option);
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.surface?.setAttribute("aria-activedescendant", option.id);
  }

  private click = (event: Event): void => {
    // The focus stays in the text.
    event.preventDefault();
    this.take((event.target as Element).closest<HTMLElement>('[role="option"]') ?? undefined);
  };

  private take(option: HTMLElement | undefined): void {
    const { attribute, id, label = "" } = option?.dataset ?? {};
    if (!this.writing || !attribute || !id) return;
    this.close();
    const span = document.createElement("span");
    span.setAttribute(attribute, id);
    span.textContent = label;
    this.writing.insert({ text: `${label} `, html: `${span.outerHTML}&nbsp;` }, this.typed);
  }
}
