// <row-selection class="bulk-bar" hidden>: what is chosen in the list beside it (#rows), and the bar that acts on it.
// Rows are chosen by their boxes, by key (select, select-range), with Shift from the last one on, and all at once. The
// list is brought up to date under one's hands: what stays is still chosen, what has gone is not.

class RowSelection extends HTMLElement {
  private chosen = new Set<string>();
  /** Where the next range begins. */
  private last: HTMLInputElement | undefined;

  connectedCallback(): void {
    this.list?.addEventListener("click", this.clicked);
    this.list?.addEventListener("change", this.changed);
    this.list?.addEventListener("htmx:afterSettle", this.refreshed);
    this.addEventListener("click", this.pressed);
    this.addEventListener("htmx:afterRequest", this.acted);
    this.mode?.addEventListener("click", this.switchMode);
    for (const [name, act] of Object.entries(this.verbs)) document.addEventListener(`shortcut:${name}`, act);
  }

  disconnectedCallback(): void {
    for (const [name, act] of Object.entries(this.verbs)) document.removeEventListener(`shortcut:${name}`, act);
  }

  private verbs: Record<string, (event: Event) => void> = {
    select: (event) => this.take(event, false),
    "select-range": (event) => this.take(event, true),
    back: (event) => this.leave(event),
  };

  private get pane(): HTMLElement | null {
    return this.closest(".desk-list, .results-rows");
  }

  private get list(): HTMLElement | null {
    return this.pane?.querySelector("#rows") ?? null;
  }

  private get mode(): HTMLElement | null {
    return this.pane?.querySelector("[data-select-rows]") ?? null;
  }

  private get boxes(): HTMLInputElement[] {
    return [...(this.list?.querySelectorAll<HTMLInputElement>(".row-select input") ?? [])];
  }

  private get all(): HTMLInputElement | null {
    return this.querySelector("[data-select-all]");
  }

  private get whole(): HTMLButtonElement | null {
    return this.querySelector("[data-select-whole]");
  }

  private get scope(): HTMLInputElement | null {
    return this.querySelector("[data-scope]");
  }

  /** With Shift everything from the last one on becomes like the one that was clicked. */
  private clicked = (event: Event): void => {
    const box = (event.target as Element).closest<HTMLInputElement>(".row-select input");
    if (!box) return;
    if ((event as MouseEvent).shiftKey) this.reach(box, box.checked);
    this.last = box;
  };

  private changed = (): void => {
    this.choose(this.boxes.filter((box) => box.checked).map((box) => box.value));
  };

  private refreshed = (): void => {
    const shown = this.boxes;
    for (const box of shown) box.checked = this.chosen.has(box.value);
    this.choose(shown.filter((box) => box.checked).map((box) => box.value), this.isWhole);
  };

  private take(event: Event, upToHere: boolean): void {
    const box = this.here;
    if (!box) return;
    event.preventDefault();
    if (upToHere) this.reach(box, true);
    else box.checked = !box.checked;
    this.last = box;
    this.changed();
  }

  /** The row that has the focus, else the one that is open, else the first. */
  private get here(): HTMLInputElement | undefined {
    const focused = document.activeElement?.closest(".row") ?? null;
    const open = this.list?.querySelector("[aria-current]")?.closest(".row") ?? null;
    const row = focused && this.list?.contains(focused) ? focused : open;
    return row?.querySelector<HTMLInputElement>(".row-select input") ?? this.boxes[0];
  }

  private reach(box: HTMLInputElement, checked: boolean): void {
    const boxes = this.boxes;
    const from = this.last ? boxes.indexOf(this.last) : -1;
    const [first, end] = [from < 0 ? boxes.indexOf(box) : from, boxes.indexOf(box)].sort((a, b) => a - b);
    for (const one of boxes.slice(first, (end ?? 0) + 1)) one.checked = checked;
  }

  private pressed = (event: Event): void => {
    const target = event.target as Element;
    if (target === this.all) this.check(this.all?.checked ?? false);
    else if (target.closest("[data-select-none]")) this.clear();
    else if (target.closest("[data-select-whole]")) this.choose([...this.chosen], !this.isWhole);
  };

  private check(checked: boolean): void {
    for (const box of this.boxes) box.checked = checked;
    this.changed();
  }

  private clear(): void {
    this.check(false);
    this.last = undefined;
    this.setMode(false);
  }

  private switchMode = (): void => {
    if (this.isMode) this.clear();
    else this.setMode(true);
  };

  private get isMode(): boolean {
    return this.mode?.getAttribute("aria-pressed") === "true";
  }

  private setMode(isOn: boolean): void {
    this.mode?.setAttribute("aria-pressed", String(isOn));
    if (isOn) this.boxes[0]?.focus();
    this.show();
  }

  private leave(event: Event): void {
    if (!this.chosen.size || document.querySelector(":popover-open")) return;
    if (document.activeElement?.closest(".composer")) return;
    event.preventDefault();
    this.clear();
  }

  /** It was done, or is under way: nothing is chosen any more. */
  private acted = (event: Event): void => {
    const { successful, requestConfig } = (event as CustomEvent<{ successful: boolean; requestConfig?: { verb: string } }>)
      .detail;
    if (!successful || requestConfig?.verb !== "post") return;
    for (const menu of this.querySelectorAll<HTMLElement>(":popover-open")) menu.hidePopover();
    this.clear();
  };

  private get isWhole(): boolean {
    return this.scope?.disabled === false;
  }

  private choose(ids: string[], isWhole = false): void {
    this.chosen = new Set(ids);
    if (this.scope) this.scope.disabled = !isWhole || !ids.length;
    this.show();
  }

  private show(): void {
    const number = this.chosen.size;
    const boxes = this.boxes.length;
    const isAll = number > 0 && number === boxes;
    this.hidden = number === 0;
    this.pane?.toggleAttribute("data-selects", number > 0 || this.isMode);
    if (this.all) {
      this.all.checked = isAll;
      this.all.indeterminate = number > 0 && !isAll;
    }
    this.offerWhole(isAll && this.list?.querySelector(".more") !== null);
    const words = number === 1 ? this.dataset["one"] : this.dataset["many"]?.replace("#", String(number));
    const count = this.querySelector("[data-selected]");
    const said = this.isWhole ? (this.whole?.textContent ?? "") : (words ?? "");
    if (count && count.textContent !== said) count.textContent = said;
  }

  private offerWhole(offers: boolean): void {
    if (!this.whole) return;
    if (offers && this.whole.hidden) this.whole.dispatchEvent(new Event("wanted"));
    this.whole.hidden = !offers || this.isWhole;
  }
}

customElements.define("row-selection", RowSelection);
