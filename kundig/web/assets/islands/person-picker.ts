// <person-picker data-url="…">around a text field: offers people while their name is typed. The
// field keeps an address, so it works as an ordinary field without this.

const WAIT = 200;

class PersonPicker extends HTMLElement {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private offered = document.createElement("datalist");

  connectedCallback(): void {
    const field = this.querySelector("input");
    if (!field) return;
    this.offered.id = `${field.id}-people`;
    field.setAttribute("list", this.offered.id);
    field.after(this.offered);
    field.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.ask(field), WAIT);
    });
  }

  private async ask(field: HTMLInputElement): Promise<void> {
    const url = `${this.dataset["url"]}?to=${encodeURIComponent(field.value)}`;
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) this.offered.innerHTML = await answer.text();
  }
}

customElements.define("person-picker", PersonPicker);
