// <copy-text> around what is to be copied in a <code> (or an <input>) and a <button data-done="Copied">:
// the button shows where the browser can copy (lines.css hides it otherwise), and says so afterwards.

const MOMENT = 2000;

class CopyText extends HTMLElement {
  connectedCallback(): void {
    this.toggleAttribute("data-able", Boolean(navigator.clipboard));
    this.addEventListener("click", this.copy);
  }

  private copy = (event: Event): void => {
    const button = (event.target as Element).closest("button");
    const source = this.querySelector<HTMLElement>("code, input");
    if (!button || !source) return;
    const text = source instanceof HTMLInputElement ? source.value : (source.textContent ?? "");
    void navigator.clipboard.writeText(text).then(() => this.confirm(button));
  };

  private confirm(button: HTMLButtonElement): void {
    const words = button.querySelector("[data-words]") ?? button;
    const before = words.textContent;
    words.textContent = button.dataset["done"] ?? before;
    setTimeout(() => (words.textContent = before), MOMENT);
  }
}

customElements.define("copy-text", CopyText);
