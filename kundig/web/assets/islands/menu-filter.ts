// <menu-filter><input class="menu-search">…role="menuitem"…</menu-filter>: typing narrows the
// items; Enter takes the first one left. Where the field itself may be submitted, because it has a
// name, only one that is called or begins so. Items that come later are narrowed, too.

class MenuFilter extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("input", this.narrow);
    this.addEventListener("htmx:load", this.narrow);
    this.addEventListener("keydown", this.take);
  }

  private get field(): HTMLInputElement | null {
    return this.querySelector<HTMLInputElement>(".menu-search");
  }

  private get items(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("[role^=menuitem]")];
  }

  private narrow = (): void => {
    const wanted = this.field?.value.trim().toLocaleLowerCase() ?? "";
    for (const item of this.items) item.hidden = !words(item).includes(wanted);
  };

  private take = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.target !== this.field) return;
    const wanted = this.field?.value.trim().toLocaleLowerCase() ?? "";
    const left = this.items.filter((item) => !item.hidden);
    const exact = left.find((item) => words(item) === wanted);
    const alike = this.field?.name ? left.find((item) => wanted && words(item).startsWith(wanted)) : left[0];
    const chosen = exact ?? alike;
    if (!chosen && this.field?.name && wanted) return;
    event.preventDefault();
    chosen?.click();
  };
}

function words(item: HTMLElement): string {
  return (item.dataset["words"] ?? item.textContent ?? "").trim().toLocaleLowerCase();
}

customElements.define("menu-filter", MenuFilter);
