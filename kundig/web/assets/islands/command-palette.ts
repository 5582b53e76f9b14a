// <command-palette data-url data-found-url data-person>: the dialog behind Ctrl/⌘-K. What there is to do
// is fetched when it opens and matched here; what was written is asked for while somebody types.
import { act } from "../palette/acting";
import { fitting, grouped, type Line, readLines } from "../palette/lines";
import { recent, remember } from "../palette/recent";
import { written } from "../page/written";
import { word } from "../page/words";

const WAIT = 120;
const OPTION = "[role=option]";

class CommandPalette extends HTMLElement {
  private lines: Line[] = [];
  private found: Line[] = [];
  private makes: HTMLElement | null = null;
  private step = "";
  private asked: { lines?: AbortController; found?: AbortController } = {};
  private waiting?: ReturnType<typeof setTimeout>;

  connectedCallback(): void {
    document.addEventListener("shortcut:palette", this.opened);
    document.addEventListener("click", this.clicked);
    this.dialog.addEventListener("cancel", this.back);
    this.dialog.addEventListener("close", this.forget);
    this.field.addEventListener("input", this.typed);
    this.field.addEventListener("keydown", this.steer);
    this.list.addEventListener("click", (event) => {
      const option = (event.target as Element).closest<HTMLElement>(OPTION);
      if (option) this.choose(option);
    });
  }

  disconnectedCallback(): void {
    document.removeEventListener("shortcut:palette", this.opened);
    document.removeEventListener("click", this.clicked);
  }

  private get dialog(): HTMLDialogElement {
    return this.querySelector("dialog") as HTMLDialogElement;
  }

  private get field(): HTMLInputElement {
    return this.querySelector("[role=combobox]") as HTMLInputElement;
  }

  private get list(): HTMLElement {
    return this.querySelector("[role=listbox]") as HTMLElement;
  }

  private get options(): HTMLElement[] {
    return [...this.list.querySelectorAll<HTMLElement>(OPTION)];
  }

  private get active(): HTMLElement | undefined {
    return this.options.find((option) => option.ariaSelected === "true");
  }

  private get conversation(): string {
    return document.querySelector<HTMLElement>("#main[data-conversation]")?.dataset["conversation"] ?? "";
  }

  private opened = (event: Event): void => {
    event.preventDefault();
    if (this.dialog.open) return this.dialog.close();
    this.dialog.showModal();
    this.enter("", "");
  };

  private clicked = (event: Event): void => {
    if ((event.target as Element).closest("[data-opens-palette]")) this.opened(event);
  };

  /** Shows the step behind an address from its beginning; the first one's is "". */
  private enter(step: string, title: string): void {
    this.forget();
    this.step = step;
    this.lines = this.found = [];
    this.makes = null;
    this.field.value = "";
    const label = this.querySelector<HTMLElement>(".palette-step") as HTMLElement;
    label.textContent = title;
    label.hidden = !title;
    this.field.setAttribute("aria-label", title || (this.dataset["label"] ?? ""));
    this.show();
    const address = new URL(step || (this.dataset["url"] ?? ""), location.href);
    if (!step && this.conversation) address.searchParams.set("conversation", this.conversation);
    if (!step) address.searchParams.set("recent", recent().join(","));
    void this.fetch("lines", address).then((html) => {
      if (html === undefined) return;
      this.lines = readLines(html);
      this.makes = makesOf(html);
      if (!step) this.putRecentFirst();
      this.show();
    });
  }

  private putRecentFirst(): void {
    const names = recent();
    const chosen = names.flatMap((name) => this.lines.filter((line) => line.element.dataset["name"] === name));
    const heading = this.dataset["recent"] ?? "";
    // What can be found by typing only is shown here alone, the rest in its group as well.
    const others = this.lines.filter(({ element }) => !/^(conversation|customer):/.test(element.dataset["name"] ?? ""));
    const copies = chosen.map((line) => ({ ...line, element: copyOf(line.element), group: heading }));
    this.lines = [...copies, ...others];
  }

  private typed = (): void => {
    this.show();
    clearTimeout(this.waiting);
    this.asked.found?.abort();
    this.found = [];
    const text = this.field.value.trim();
    if (this.step || text.length < 2) return;
    this.waiting = setTimeout(() => this.search(text), WAIT);
  };

  private search(text: string): void {
    const address = new URL(this.dataset["foundUrl"] ?? "", location.href);
    address.searchParams.set("q", text);
    void this.fetch("found", address).then((html) => {
      if (html === undefined) return;
      this.found = readLines(html);
      this.show(this.active?.id);
    });
  }

  /** Asks the server; what was asked for the same before need not be answered any more. */
  private async fetch(what: "lines" | "found", address: URL): Promise<string | undefined> {
    this.asked[what]?.abort();
    const { signal } = (this.asked[what] = new AbortController());
    try {
      const answer = await fetch(address, { signal, headers: { "HX-Request": "true" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      return await answer.text();
    } catch {
      if (!signal.aborted) this.say(word("failed"));
      return undefined;
    }
  }

  private forget = (): void => {
    clearTimeout(this.waiting);
    this.asked.lines?.abort();
    this.asked.found?.abort();
  };

  private show(active?: string): void {
    const typed = this.field.value;
    const shown = fitting(this.unrepeated(typed), typed);
    const all = grouped([...shown, ...this.found], "palette");
    this.list.replaceChildren(...all, ...this.making(typed, shown));
    for (const option of this.options) addKey(option);
    const chosen = this.options.find((option) => option.id === active) ?? this.options[0];
    this.mark(chosen);
    const none = this.querySelector<HTMLElement>(".palette-none") as HTMLElement;
    none.hidden = this.options.length > 0 || !typed.trim();
    this.say(none.hidden ? "" : (none.textContent ?? ""));
  }

  /** Where something is typed, what was chosen lately must not stand there twice. */
  private unrepeated(typed: string): Line[] {
    if (!typed.trim()) return this.lines;
    const names = new Set<string | undefined>();
    return this.lines.filter(({ element }) => {
      const name = element.dataset["name"];
      return !names.has(name) && names.add(name);
    });
  }

  private making(typed: string, shown: Line[]): HTMLElement[] {
    const name = typed.trim();
    const field = this.makes?.dataset["makes"];
    if (!this.makes || !field || !name) return [];
    if (shown.some(({ element }) => element.dataset["words"]?.trim() === name)) return [];
    const option = document.createElement("li");
    option.className = "palette-option";
    option.id = "palette-make";
    option.setAttribute("role", "option");
    Object.assign(option.dataset, this.makes.dataset, { values: JSON.stringify({ [field]: name }) });
    option.textContent = `${this.makes.textContent ?? ""} “${name}”`;
    return [option];
  }

  private mark(option: HTMLElement | undefined): void {
    for (const one of this.options) one.ariaSelected = String(one === option);
    this.field.setAttribute("aria-activedescendant", option?.id ?? "");
    option?.scrollIntoView?.({ block: "nearest" });
  }

  private steer = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const here = this.active ? this.options.indexOf(this.active) : -1;
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, PageDown: here + 8, PageUp: here - 8 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      const last = this.options.length - 1;
      const isStep = event.key.startsWith("Arrow");
      const around = to > last ? 0 : to < 0 ? last : to;
      this.mark(this.options[isStep ? around : Math.max(0, Math.min(last, to))]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (this.active) this.choose(this.active);
    } else if (event.key === "Backspace" && this.step && !this.field.value) {
      this.enter("", "");
    }
  };

  private choose(option: HTMLElement): void {
    const { step, name } = option.dataset;
    if (name && !this.step) remember(name);
    if (step) return this.enter(step, option.querySelector(".text")?.textContent ?? "");
    this.dialog.close();
    act(option);
  }

  private back = (event: Event): void => {
    if (!this.step) return;
    event.preventDefault();
    this.enter("", "");
  };

  private say(words: string): void {
    (this.querySelector("[role=status]") as HTMLElement).textContent = words;
  }
}

function makesOf(html: string): HTMLElement | null {
  const box = document.createElement("template");
  box.innerHTML = html;
  return box.content.querySelector("[data-makes]");
}

function copyOf(option: HTMLElement): HTMLElement {
  const copy = option.cloneNode(true) as HTMLElement;
  copy.id = `${option.id}-recent`;
  return copy;
}

function addKey(option: HTMLElement): void {
  const shortcut = option.dataset["shortcut"];
  if (!shortcut || option.querySelector(".keys")) return;
  const caps = written(shortcut);
  if (!caps.length) return;
  const keys = document.createElement("span");
  keys.className = "keys to-end";
  keys.ariaHidden = "true";
  keys.append(
    ...caps.map((cap) => Object.assign(document.createElement("kbd"), { className: "key", textContent: cap })),
  );
  option.append(keys);
}

customElements.define("command-palette", CommandPalette);
