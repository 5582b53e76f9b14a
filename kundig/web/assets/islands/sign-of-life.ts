// <sign-of-life data-url="…"> tells the server now and then that somebody moves mouse or keys, for agents who
// want to be taken for away when they don't. What happens by itself, like live updates, is no sign of life.
import { csrfToken } from "../composer/token";

const PAUSE = 4 * 60_000;
const SIGNS = ["pointerdown", "keydown", "wheel"] as const;

class SignOfLife extends HTMLElement {
  private said = 0;

  connectedCallback(): void {
    for (const sign of SIGNS) addEventListener(sign, this.say, { passive: true });
    this.say();
  }

  disconnectedCallback(): void {
    for (const sign of SIGNS) removeEventListener(sign, this.say);
  }

  private say = (): void => {
    const url = this.dataset["url"];
    if (!url || document.hidden || Date.now() - this.said < PAUSE) return;
    this.said = Date.now();
    // Without a connection there is nobody to tell; the next sign comes anyway.
    fetch(url, { method: "POST", headers: { "X-CSRFToken": csrfToken() } }).catch(() => (this.said = 0));
  };
}

customElements.define("sign-of-life", SignOfLife);
