// <pane-divider aria-label="Width of the list"> on the edge of the list: drag it, or focus it and
// use the arrow keys. The width is kept in a cookie and drawn by the server ({% pane_widths %}).
import { keep } from "../page/cookie";

const NARROWEST = 340;
const WIDEST = 480;
const STEP = 16;

class PaneDivider extends HTMLElement {
  connectedCallback(): void {
    this.tabIndex = 0;
    this.role = "separator";
    this.ariaOrientation = "vertical";
    this.ariaValueMin = String(NARROWEST);
    this.ariaValueMax = String(WIDEST);
    this.ariaValueNow = String(this.width);
    this.addEventListener("pointerdown", this.grab);
    this.addEventListener("keydown", this.nudge);
  }

  private get width(): number {
    return Math.round(this.parentElement?.getBoundingClientRect().width ?? NARROWEST);
  }

  private grab = (down: PointerEvent): void => {
    const start = this.width - down.clientX;
    const follow = (move: PointerEvent): void => this.draw(start + move.clientX);
    const letGo = (): void => {
      this.removeEventListener("pointermove", follow);
      keep("list_width", String(this.width));
    };
    this.setPointerCapture(down.pointerId);
    this.addEventListener("pointermove", follow);
    this.addEventListener("lostpointercapture", letGo, { once: true });
    down.preventDefault();
  };

  private nudge = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    this.draw(this.width + by);
    keep("list_width", String(this.width));
  };

  private draw(wanted: number): void {
    const width = Math.round(Math.max(NARROWEST, Math.min(wanted, WIDEST)));
    this.closest<HTMLElement>(".desk")?.style.setProperty("--list-width", `${width}px`);
    this.ariaValueNow = String(width);
  }
}

customElements.define("pane-divider", PaneDivider);
