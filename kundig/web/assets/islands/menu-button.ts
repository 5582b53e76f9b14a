// <menu-button><button popovertarget="m" aria-haspopup="menu">…</button>
//   <div id="m" class="menu" popover role="menu">…role="menuitem"…</div></menu-button>
// The popover opens without script; this brings arrow keys, Home, End, first letters, and the
// focus into the menu and back. What a menu offers may come when it opens: an element in it with
// hx-trigger="wanted" fetches it then, each time until it is there.

class MenuButton extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("keydown", this.steer);
    this.menu?.addEventListener("toggle", this.toggled);
    this.menu?.addEventListener("click", this.chosen);
    this.menu?.addEventListener("htmx:load", this.filled);
    this.button?.setAttribute("aria-expanded", "false");
  }

  private get button(): HTMLElement | null {
    return this.querySelector("[popovertarget]");
  }

  private get menu(): HTMLElement | null {
    return this.querySelector("[popover]");
  }

  private get items(): HTMLElement[] {
    const all = this.querySelectorAll<HTMLElement>("[role^=menuitem]");
    return [...all].filter((item) => !item.matches(":disabled, [aria-disabled=true]"));
  }

  private toggled = (event: Event): void => {
    const open = (event as ToggleEvent).newState === "open";
    this.button?.setAttribute("aria-expanded", String(open));
    if (!open) return;
    this.querySelector("[hx-trigger=wanted]")?.dispatchEvent(new Event("wanted"));
    this.enter();
  };

  private filled = (): void => {
    if (this.menu?.matches(":popover-open") && !this.items.includes(document.activeElement as HTMLElement)) {
      this.enter();
    }
  };

  /** Moves the focus into the menu: to the menu itself as long as it is empty. */
  private enter(): void {
    const first = this.querySelector<HTMLElement>("[autofocus]") ?? this.items[0];
    if (!first) this.menu?.setAttribute("tabindex", "-1");
    (first ?? this.menu)?.focus();
  }

  private chosen = (event: Event): void => {
    const item = (event.target as Element).closest("[role^=menuitem]:not(:disabled)");
    // What is ticked only says how the next choice is meant.
    if (!item || item.matches("[type=checkbox]")) return;
    // Only when the form was submitted: with the focus htmx would lose which button it was.
    setTimeout(() => this.menu?.hidePopover());
  };

  private steer = (event: KeyboardEvent): void => {
    if (!this.menu?.matches(":popover-open")) {
      if (event.key === "ArrowDown" && event.target === this.button) this.open(event);
      return;
    }
    if (event.key === "Enter" && (event.target as Element).matches("[type=checkbox]")) return tick(event);
    const next = this.nextFor(event);
    if (!next) return;
    event.preventDefault();
    next.focus();
  };

  private open(event: KeyboardEvent): void {
    event.preventDefault();
    this.menu?.showPopover();
  }

  private nextFor(event: KeyboardEvent): HTMLElement | undefined {
    const items = this.items;
    const here = items.indexOf(document.activeElement as HTMLElement);
    if (event.key === "ArrowDown") return items[(here + 1) % items.length];
    if (event.key === "ArrowUp") return items.at(here - 1);
    if (event.key === "Home") return items[0];
    if (event.key === "End") return items.at(-1);
    if (event.target instanceof HTMLInputElement) return undefined;
    if (event.key.length !== 1 || event.ctrlKey || event.metaKey) return undefined;
    const letter = event.key.toLowerCase();
    const ahead = [...items.slice(here + 1), ...items.slice(0, here + 1)];
    return ahead.find((item) => item.textContent?.trim().toLowerCase().startsWith(letter));
  }
}

/** Return ticks, as it chooses everything else; by itself it would submit the form. */
function tick(event: Event): void {
  event.preventDefault();
  (event.target as HTMLElement).click();
}

customElements.define("menu-button", MenuButton);
