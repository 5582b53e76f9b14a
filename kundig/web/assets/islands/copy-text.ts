// <copy-text> around what is to be copied in a <code> (or an <input>) and a <button hidden>: shows the
// button where the browser can copy, and says data-done on it for a moment afterwards.

const MOMENT = 2000;

class CopyText extends HTMLElement {
  connectedCallback(): void {
    const button = this.querySelector("button");
    if (!button || !navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", () => void this.copy(button));
  }

  private async copy(button: HTMLButtonElement): Promise<void> {
    const source = this.querySelector<HTMLElement>("code, input");
    const text = source instanceof HTMLInputElement ? source.value : (source?.textContent ?? "");
    await navigator.clipboard.writeText(text);
    const words = button.querySelector("[data-words]") ?? button;
    const before = words.textContent;
    words.textContent = button.dataset["done"] ?? before;
    setTimeout(() => (words.textContent = before), MOMENT);
  }
}

customElements.define("copy-text", CopyText);
