// <confirm-dialog> holds the one dialog that asks before something happens that cannot be undone:
//     <button data-confirm="Delete the mailbox?" data-consequence="…" data-agree="Delete mailbox">
// on a submit button or link, and hx-confirm="…" (with the same data attributes) for htmx.

type Question = CustomEvent<{
  question: string | null;
  elt: HTMLElement;
  issueRequest: (skip: boolean) => void;
}>;

class ConfirmDialog extends HTMLElement {
  connectedCallback(): void {
    document.addEventListener("click", this.guard, true);
    document.addEventListener("htmx:confirm", this.guardHtmx);
  }

  disconnectedCallback(): void {
    document.removeEventListener("click", this.guard, true);
    document.removeEventListener("htmx:confirm", this.guardHtmx);
  }

  private guard = (event: Event): void => {
    const element = (event.target as Element).closest<HTMLElement>("[data-confirm]");
    if (!element || element.dataset["agreed"] !== undefined) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void this.ask(element.dataset["confirm"] ?? "", element).then((agreed) => {
      if (!agreed) return;
      element.dataset["agreed"] = "";
      element.click();
      delete element.dataset["agreed"];
    });
  };

  private guardHtmx = (event: Event): void => {
    const { question, elt, issueRequest } = (event as Question).detail;
    if (!question) return;
    event.preventDefault();
    void this.ask(question, elt).then((agreed) => agreed && issueRequest(true));
  };

  /** Shows the question; true if the person agreed. */
  private ask(question: string, element: HTMLElement): Promise<boolean> {
    const dialog = this.querySelector("dialog");
    if (!dialog) return Promise.resolve(false);
    this.write("h2", question);
    this.write("[data-consequence]", element.dataset["consequence"] ?? "");
    const agree = dialog.querySelector<HTMLElement>("button[data-agree]");
    if (agree) {
      agree.dataset["agree"] ||= agree.textContent ?? "";
      agree.textContent = element.dataset["agree"] ?? agree.dataset["agree"];
      agree.classList.toggle("danger", element.classList.contains("danger"));
      agree.classList.toggle("primary", !element.classList.contains("danger"));
    }
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
    });
  }

  private write(selector: string, words: string): void {
    const place = this.querySelector<HTMLElement>(`dialog ${selector}`);
    if (!place) return;
    place.textContent = words;
    place.hidden = words === "";
  }
}

customElements.define("confirm-dialog", ConfirmDialog);
