// <theme-switch> around buttons with data-theme-choice="light | dark | " (empty: as the system).
// Keeps the choice in a cookie, so that the server draws the next page in it at once.
import { keep } from "../page/cookie";

class ThemeSwitch extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("click", this.choose);
    this.mark();
  }

  private choose = (event: Event): void => {
    const button = (event.target as Element).closest<HTMLElement>("[data-theme-choice]");
    if (!button) return;
    const choice = button.dataset["themeChoice"] ?? "";
    if (choice) document.documentElement.dataset["theme"] = choice;
    else delete document.documentElement.dataset["theme"];
    keep("theme", choice || "system");
    this.mark();
  };

  private mark(): void {
    const current = document.documentElement.dataset["theme"] ?? "";
    for (const button of this.querySelectorAll<HTMLElement>("[data-theme-choice]")) {
      button.ariaPressed = String(button.dataset["themeChoice"] === current);
    }
  }
}

customElements.define("theme-switch", ThemeSwitch);
