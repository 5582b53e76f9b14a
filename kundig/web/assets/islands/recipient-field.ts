// <recipient-field data-url="…" data-remove="… {address}">around a text field with mail addresses: each
// becomes a chip that can be taken off, people are offered while a name is typed. The field itself
// keeps the addresses, separated by commas, so it works as an ordinary field without this.

const TYPING_PAUSE = 200;
const ADDRESS = /^[^\s@<>,;]+@[^\s@<>,;]+$/;

class RecipientField extends HTMLElement {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private field: HTMLInputElement | null = null;
  private entry = document.createElement("input");
  private chips = document.createElement("span");
  private offered = document.createElement("datalist");
  private isRequired = false;

  connectedCallback(): void {
    // A draft that is brought back has its addresses by then.
    queueMicrotask(() => this.equip());
  }

  private equip(): void {
    if (!this.isConnected || this.chips.isConnected) return;
    this.field = this.querySelector("input");
    if (!this.field) return;
    this.build(this.field);
    this.show();
    this.field.addEventListener("input", () => this.show());
    this.entry.addEventListener("input", this.typed);
    this.entry.addEventListener("keydown", this.pressed);
    this.entry.addEventListener("paste", this.pasted);
    this.entry.addEventListener("blur", () => this.take());
    this.closest("form")?.addEventListener("submit", () => this.take(), { capture: true });
  }

  /** The field with the addresses is hidden; another one beside it takes the next of them. */
  private build(field: HTMLInputElement): void {
    this.entry.type = "text";
    for (const name of ["inputmode", "autocomplete", "autocapitalize", "spellcheck", "aria-label", "aria-describedby"]) {
      const value = field.getAttribute(name);
      if (value) this.entry.setAttribute(name, value);
    }
    this.entry.id = field.id;
    this.isRequired = field.required;
    this.entry.setAttribute("enterkeyhint", "done");
    this.offered.id = `people-${field.name}-${Math.random().toString(36).slice(2)}`;
    this.entry.setAttribute("list", this.offered.id);
    field.removeAttribute("id");
    field.required = false;
    field.hidden = true;
    this.chips.className = "recipient-chips";
    field.after(this.chips, this.offered);
    this.chips.append(this.entry);
  }

  private get addresses(): string[] {
    return (this.field?.value ?? "").split(/[,;\n]/).map((one) => one.trim()).filter(Boolean);
  }

  /** Draws the chips anew from what the field holds. */
  private show(): void {
    for (const chip of this.chips.querySelectorAll(".tag")) chip.remove();
    for (const address of this.addresses) this.entry.before(this.chip(address));
    this.entry.required = this.isRequired && !this.addresses.length;
  }

  private chip(address: string): HTMLElement {
    const chip = document.createElement("span");
    chip.className = "tag";
    if (!ADDRESS.test(bare(address))) {
      chip.classList.add("wrong");
      chip.title = this.dataset["wrong"] ?? "";
    }
    const text = chip.appendChild(document.createElement("span"));
    text.className = "text";
    text.textContent = address;
    const button = chip.appendChild(document.createElement("button"));
    button.type = "button";
    button.textContent = "×";
    button.ariaLabel = (this.dataset["remove"] ?? "").replace("{address}", address);
    button.addEventListener("click", () => {
      this.keep(this.addresses.filter((one) => one !== address));
      this.entry.focus();
    });
    return chip;
  }

  private keep(addresses: string[]): void {
    if (!this.field) return;
    this.field.value = [...new Set(addresses)].join(", ");
    // Draws the chips, and tells the draft.
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** What was typed becomes chips. */
  private take(): void {
    const typed = this.entry.value.trim();
    this.entry.value = "";
    if (typed) this.keep([...this.addresses, ...typed.split(/[,;\n]/).map((one) => one.trim()).filter(Boolean)]);
  }

  private typed = (event: Event): void => {
    // Only the hidden field's changes are news for the draft.
    event.stopPropagation();
    if (/[,;]/.test(this.entry.value) || this.isOffered) return this.take();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(), TYPING_PAUSE);
  };

  private get isOffered(): boolean {
    return [...this.offered.querySelectorAll("option")].some((one) => one.value === this.entry.value);
  }

  private pressed = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      // In an empty field the form's own meaning of Enter would send the message.
      event.preventDefault();
      this.take();
    } else if (event.key === "Backspace" && !this.entry.value) {
      this.keep(this.addresses.slice(0, -1));
    }
  };

  private pasted = (event: ClipboardEvent): void => {
    const text = event.clipboardData?.getData("text") ?? "";
    if (!text.includes("@")) return;
    event.preventDefault();
    this.entry.value += text;
    this.take();
  };

  private async ask(): Promise<void> {
    if (!this.dataset["url"] || this.entry.value.trim().length < 2) return;
    const answer = await fetch(`${this.dataset["url"]}?to=${encodeURIComponent(this.entry.value)}`).catch(() => undefined);
    if (answer?.ok) this.offered.innerHTML = await answer.text();
  }
}

/** The address of "Ida König <ida@koenig.example>". */
function bare(text: string): string {
  return /<([^<>]*)>\s*$/.exec(text)?.[1] ?? text;
}

customElements.define("recipient-field", RecipientField);
