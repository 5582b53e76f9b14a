// <bell-count data-count="3" data-most="99" data-words="Notifications, 3 unread" data-open="12 55" data-seen-url="…">
// inside the bell's link: says the number in the title and in the link's name, and lets what is about the
// conversation that stands open count as read.
import htmx from "htmx.org";
import { countInTitle } from "../page/title";

class BellCount extends HTMLElement {
  private asked = "";

  connectedCallback(): void {
    const link = this.closest("a");
    const words = this.dataset["words"] ?? "";
    link?.setAttribute("aria-label", words);
    link?.setAttribute("title", words);
    countInTitle("unread", Number(this.dataset["count"] ?? 0), Number(this.dataset["most"] ?? 99));
    document.body.addEventListener("htmx:afterSettle", this.look);
    document.addEventListener("visibilitychange", this.look);
    queueMicrotask(this.look);
  }

  disconnectedCallback(): void {
    document.body.removeEventListener("htmx:afterSettle", this.look);
    document.removeEventListener("visibilitychange", this.look);
  }

  /** Whoever has the conversation before them needs no bell for it. */
  private look = (): void => {
    const id = document.querySelector<HTMLElement>("#main")?.dataset["conversation"] ?? "";
    const url = this.dataset["seenUrl"];
    if (!url || !id || id === this.asked || document.hidden) return;
    if (!(this.dataset["open"] ?? "").split(" ").includes(id)) return;
    this.asked = id;
    void htmx.ajax("post", url, { target: this, swap: "outerHTML", values: { conversation: id } });
  };
}

customElements.define("bell-count", BellCount);
