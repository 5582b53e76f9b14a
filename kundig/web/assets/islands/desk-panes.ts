// <desk-panes class="desk">: list and conversation side by side. Keeps the chosen row marked, goes
// through the list by key, tells the server what the list shows when it is brought up to date, and
// puts the number of one's own waiting conversations into the title.
import htmx from "htmx.org";
import { countInTitle } from "../page/title";

const NEAR_THE_END = 80;

type HeadAnswer = { target: Element; fragment?: ParentNode; xhr?: XMLHttpRequest; swapOverride?: string };
type Parameters = { parameters: Record<string, string>; elt: Element };

class DeskPanes extends HTMLElement {
  private followsEnd = true;

  connectedCallback(): void {
    this.addEventListener("htmx:configRequest", this.describe);
    this.addEventListener("htmx:afterSettle", this.settled);
    this.addEventListener("htmx:oobBeforeSwap", this.refuseForeignHead);
    this.addEventListener("htmx:beforeSwap", this.refuseForeignHead);
    this.addEventListener("measured", this.stayAtEnd);
    document.addEventListener("visibilitychange", this.look);
    for (const [name, act] of Object.entries(this.verbs)) document.addEventListener(`shortcut:${name}`, act);
    this.opened();
    this.count();
  }

  disconnectedCallback(): void {
    document.removeEventListener("visibilitychange", this.look);
    for (const [name, act] of Object.entries(this.verbs)) {
      document.removeEventListener(`shortcut:${name}`, act);
    }
  }

  private verbs: Record<string, (event: Event) => void> = {
    next: (event) => this.go(event, 1),
    previous: (event) => this.go(event, -1),
    "resolve-next": (event) => this.resolveAndGoOn(event),
    back: (event) => this.leave(event),
  };

  private get links(): HTMLAnchorElement[] {
    return [...this.querySelectorAll<HTMLAnchorElement>("#rows .row-head > a")];
  }

  private get main(): HTMLElement | null {
    return this.querySelector("#main");
  }

  private get openId(): string {
    return this.main?.dataset["conversation"] ?? "";
  }

  private get here(): number {
    return this.links.findIndex((link) => link.closest("li")?.dataset["key"] === this.openId);
  }

  private describe = (event: Event): void => {
    const { parameters, elt } = (event as CustomEvent<Parameters>).detail;
    if (elt.id !== "rows") return;
    parameters["size"] = String(Math.max(this.links.length, 50));
    if (this.openId) parameters["open"] = this.openId;
  };

  private settled = (event: Event): void => {
    const target = event.target as Element;
    if (target.id === "main") this.opened();
    if (target.id === "stream") {
      this.stayAtEnd();
      this.look();
    }
    this.mark();
    this.count();
  };

  /** A conversation was opened: show where reading goes on. */
  private opened(): void {
    const scroll = this.querySelector<HTMLElement>("#conversation-scroll");
    this.dataset["pane"] = this.openId ? "conversation" : "list";
    this.followsEnd = true;
    if (!scroll) return;
    scroll.addEventListener("scroll", () => {
      const left = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight;
      this.followsEnd = left < NEAR_THE_END;
    });
    const news = scroll.querySelector<HTMLElement>(".new-line");
    const named = location.hash && scroll.querySelector(CSS.escape ? `#${CSS.escape(location.hash.slice(1))}` : "");
    if (named) named.scrollIntoView({ block: "start" });
    else if (news) scroll.scrollTop += news.getBoundingClientRect().top - scroll.getBoundingClientRect().top - 24;
    else this.stayAtEnd();
  }

  private stayAtEnd = (): void => {
    const scroll = this.querySelector<HTMLElement>("#conversation-scroll");
    if (scroll && this.followsEnd) scroll.scrollTop = scroll.scrollHeight;
  };

  private mark(): void {
    for (const link of this.links) {
      const isOpen = link.closest("li")?.dataset["key"] === this.openId;
      if (isOpen) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
      if (isOpen) link.closest(".row")?.classList.remove("unread");
    }
  }

  private go(event: Event, by: number): void {
    if (this.step(by)) event.preventDefault();
  }

  private step(by: number): boolean {
    const next = this.links[Math.max(0, this.here + by)] ?? this.links.at(-1);
    if (!next || next.hasAttribute("aria-current")) return this.links.length > 0;
    next.click();
    next.scrollIntoView({ block: "nearest" });
    return true;
  }

  private resolveAndGoOn(event: Event): void {
    const form = this.querySelector('#conversation-head [data-shortcut="resolve"]')?.closest("form");
    if (!form) return;
    event.preventDefault();
    const next = this.links[this.here + 1] ?? this.links[this.here - 1];
    const answered = htmx.ajax("post", form.action, {
      source: form,
      target: "#conversation-head",
      swap: "outerHTML",
    });
    // The list may have been drawn anew meanwhile: the next row is found by its key, not by its element.
    const key = next?.closest("li")?.dataset["key"];
    const isNext = (link: HTMLAnchorElement): boolean => link.closest("li")?.dataset["key"] === key;
    void answered.then(() => key && this.links.find(isNext)?.click());
  }

  private leave(event: Event): void {
    if (document.querySelector(":popover-open")) return;
    if (!document.activeElement?.closest(".composer")) return;
    event.preventDefault();
    this.main?.focus({ preventScroll: true });
  }

  /** What came while the page is being looked at is seen, up to the last message that stands there. */
  private look = (): void => {
    const shown = [...this.querySelectorAll<HTMLElement>("#stream > [data-look-url]")].at(-1);
    const url = shown?.dataset["lookUrl"];
    if (url && !document.hidden) void htmx.ajax("post", url, { source: this, swap: "none" });
  };

  /** An answer about the conversation before this one came late: its head must not stand over this one. */
  private refuseForeignHead = (event: Event): void => {
    const detail = (event as CustomEvent<HeadAnswer>).detail;
    if (detail.target.id !== "conversation-head") return;
    const head = detail.fragment?.querySelector<HTMLElement>("#conversation-head")?.dataset["conversation"];
    const id = head ?? /data-conversation="(\d+)"/.exec(detail.xhr?.responseText ?? "")?.[1];
    if (!id || id === this.openId) return;
    if (detail.fragment) event.preventDefault();
    else detail.swapOverride = "none"; // what else came with it, like "undo", is still shown
  };

  private count(): void {
    const waiting = Number(this.querySelector<HTMLElement>("#view-list")?.dataset["ownWaiting"] ?? 0);
    countInTitle("waiting", waiting, 999);
  }
}

customElements.define("desk-panes", DeskPanes);
