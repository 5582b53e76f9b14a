// <who-is-here data-url="…" data-leave-url="…" data-attend-url="…/0/…">: tells the server which conversation this
// page shows, and shows who else is where: with words in the conversation's head (#presence), as faces in the
// rows of the list. The live stream says of which conversation that has changed, and keeps this page's own place:
// it costs a request when something changes, and none while one reads.
import { DoingNow } from "../composer/doing";
import { csrfToken } from "../composer/token";
import { OWN_PAGE } from "../page/own-page";

// Whoever only passes by is not announced.
const PASSING_BY = 400;
// On a busy desk lists ask more and more seldom, until it is quieter.
const FIRST_PAUSE = 1000;
const LAST_PAUSE = 8000;

class WhoIsHere extends HTMLElement {
  private doing = new DoingNow(() => this.announce());
  private announcing: ReturnType<typeof setTimeout> | undefined;
  private asking: ReturnType<typeof setTimeout> | undefined;
  private pause = FIRST_PAUSE;
  private askedAt = 0;
  private announced = "";
  private wanted = new Set<string>();
  // What is shown in rows, for rows that are drawn anew.
  private faces = new Map<string, Element>();

  connectedCallback(): void {
    this.doing.start();
    document.body.addEventListener("live:open", this.again);
    document.body.addEventListener("live:reset", this.again);
    document.body.addEventListener("live:presence", this.heard);
    document.addEventListener("htmx:afterSettle", this.settled);
    addEventListener("pagehide", this.leave);
    addEventListener("pageshow", this.again);
    this.opened();
  }

  disconnectedCallback(): void {
    this.doing.stop();
    clearTimeout(this.announcing);
    clearTimeout(this.asking);
    document.body.removeEventListener("live:open", this.again);
    document.body.removeEventListener("live:reset", this.again);
    document.body.removeEventListener("live:presence", this.heard);
    document.removeEventListener("htmx:afterSettle", this.settled);
    removeEventListener("pagehide", this.leave);
    removeEventListener("pageshow", this.again);
  }

  private get openId(): string {
    return document.getElementById("main")?.dataset["conversation"] ?? "";
  }

  private get rows(): HTMLElement[] {
    return [...document.querySelectorAll<HTMLElement>("#rows > [data-key]")];
  }

  /** Another conversation stands open, or none: who is there is told soon, and shown at once. */
  private opened(): void {
    this.doing.reset();
    this.announce(PASSING_BY);
    this.want([this.openId, ...this.rows.map(keyOf)]);
  }

  private settled = (event: Event): void => {
    const { id } = event.target as Element;
    if (id === "main") this.opened();
    if (id === "rows") this.putFaces();
  };

  private again = (): void => {
    this.announced = "";
    this.announce(PASSING_BY);
    this.want([this.openId, ...this.rows.map(keyOf)]);
  };

  private heard = (event: Event): void => {
    const { ids } = (event as CustomEvent<{ ids: string[] }>).detail;
    const shown = new Set([this.openId, ...this.rows.map(keyOf)]);
    this.want(ids.filter((id) => shown.has(id)));
  };

  private announce(after = 0): void {
    clearTimeout(this.announcing);
    this.announcing = setTimeout(() => this.tell(), after);
  }

  private tell(): void {
    const now = this.openId && `${this.openId} ${this.doing.current}`;
    if (now === this.announced || document.hidden) return;
    const { attendUrl = "", leaveUrl = "" } = this.dataset;
    const url = this.openId ? attendUrl.replace("/0/", `/${this.openId}/`) : leaveUrl;
    this.announced = now;
    // Without a connection it is said when the stream is back.
    this.post(url, { page: OWN_PAGE, doing: this.doing.current }).catch(() => (this.announced = ""));
  }

  private leave = (): void => {
    if (!this.announced) return;
    this.announced = "";
    this.post(this.dataset["leaveUrl"] ?? "", { page: OWN_PAGE }).catch(() => undefined);
  };

  private post(url: string, words: Record<string, string>): Promise<Response> {
    const headers = { "X-CSRFToken": csrfToken() };
    return fetch(url, { method: "POST", body: new URLSearchParams(words), headers, keepalive: true });
  }

  /** Asks for these together; for the open conversation at once. */
  private want(ids: string[]): void {
    for (const id of ids) if (id) this.wanted.add(id);
    if (this.wanted.size === 0) return;
    const since = Date.now() - this.askedAt;
    const isUrgent = this.openId !== "" && ids.includes(this.openId);
    clearTimeout(this.asking);
    this.asking = setTimeout(() => void this.ask(), isUrgent ? 0 : Math.max(0, this.pause - since));
  }

  private async ask(): Promise<void> {
    const ids = [...this.wanted];
    const since = Date.now() - this.askedAt;
    this.pause = since < this.pause * 2 ? Math.min(this.pause * 2, LAST_PAUSE) : FIRST_PAUSE;
    this.askedAt = Date.now();
    this.wanted.clear();
    const query = new URLSearchParams(ids.map((id) => ["conversation", id]));
    const answer = await fetch(`${this.dataset["url"]}?${query}`).catch(() => undefined);
    if (answer?.status !== 200 || answer.redirected) return;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ids) this.show(id, found.querySelector(`[data-conversation="${id}"]`));
    this.putFaces();
  }

  private show(id: string, found: Element | null): void {
    const faces = found?.querySelector(".row-presence");
    if (faces) this.faces.set(id, faces);
    else this.faces.delete(id);
    if (id !== this.openId) return;
    document.getElementById("presence")?.replaceChildren(...(found?.querySelectorAll(".presence > li") ?? []));
  }

  private putFaces(): void {
    for (const row of this.rows) {
      const faces = this.faces.get(keyOf(row));
      const shown = row.querySelector(".row-presence");
      if (faces === shown || (!faces && !shown)) continue;
      shown?.remove();
      if (faces) row.querySelector(".row-chips .to-end")?.after(faces);
    }
  }
}

function keyOf(row: HTMLElement): string {
  return row.dataset["key"] ?? "";
}

customElements.define("who-is-here", WhoIsHere);
