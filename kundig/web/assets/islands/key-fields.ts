// <key-fields> around <input class="key-input">: a key that is pressed in a field is written into it.
// Tab, Escape and Enter keep their meaning, Backspace empties. A pause shorter than a second makes "g i".
import { describe } from "../page/shortcuts";
import { mod } from "../page/written";

const NEXT_KEY_WITHIN = 1000;
const KEPT = ["Tab", "Escape", "Enter", "Shift", "Control", "Meta", "Alt", "AltGraph", "Dead", "Unidentified"];

class KeyFields extends HTMLElement {
  private since = -Infinity;
  private last?: HTMLInputElement;

  connectedCallback(): void {
    this.addEventListener("keydown", this.take, { capture: true });
    for (const field of this.querySelectorAll<HTMLInputElement>(".key-input")) {
      field.value = field.value.replace(/^(Ctrl|Strg)\+/, `${mod()}+`);
    }
  }

  private take = (event: KeyboardEvent): void => {
    const field = event.target;
    if (!(field instanceof HTMLInputElement) || !field.matches(".key-input")) return;
    const isCombined = event.ctrlKey || event.metaKey;
    if (!isCombined && (KEPT.includes(event.key) || event.altKey)) return;
    if (isCombined && KEPT.slice(3).includes(event.key)) return;
    const pressed = event.key === "Backspace" && !isCombined ? "" : describe(event, true);
    if (!pressed && event.key !== "Backspace") return;
    event.preventDefault();
    event.stopPropagation();
    const isSoon = field === this.last && event.timeStamp - this.since < NEXT_KEY_WITHIN;
    const isSecond = isSoon && field.value.length === 1;
    field.value = isSecond && pressed.length === 1 ? `${field.value} ${pressed}` : pressed.replace(/^Mod\+/, `${mod()}+`);
    this.since = event.timeStamp;
    this.last = field;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };
}

customElements.define("key-fields", KeyFields);
