// <auto-grow><textarea></textarea></auto-grow>: as high as its text. Browsers that know
// field-sizing do it in CSS (field.css); for the others the height is measured.

class AutoGrow extends HTMLElement {
  connectedCallback(): void {
    if (CSS.supports("field-sizing", "content")) return;
    this.addEventListener("input", this.measure);
    this.measure();
  }

  private measure = (): void => {
    const area = this.querySelector("textarea");
    if (!area) return;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
  };
}

customElements.define("auto-grow", AutoGrow);
