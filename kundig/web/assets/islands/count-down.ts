// <count-down data-until="ISO time" data-words="Goes out in {n} s" data-done="Being sent …">:
// counts the seconds that are left for taking something back, then says that it is too late and
// puts away the [data-until-then] beside it.

class CountDown extends HTMLElement {
  private timer: ReturnType<typeof setInterval> | undefined;

  connectedCallback(): void {
    this.timer = setInterval(() => this.tick(), 250);
    this.tick();
  }

  disconnectedCallback(): void {
    clearInterval(this.timer);
  }

  /** Draws the seconds left, as seen from `now`. */
  tick(now = Date.now()): void {
    const left = Math.ceil((Date.parse(this.dataset["until"] ?? "") - now) / 1000);
    const words = left > 0 ? (this.dataset["words"] ?? "").replace("{n}", String(left)) : this.dataset["done"];
    if (words !== this.textContent) this.textContent = words ?? "";
    if (left > 0) return;
    clearInterval(this.timer);
    const beside = this.closest("footer, .toast")?.querySelector<HTMLElement>("[data-until-then]");
    if (beside) beside.hidden = true;
  }
}

customElements.define("count-down", CountDown);
