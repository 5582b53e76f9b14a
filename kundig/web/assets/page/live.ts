// Live updates: <body data-live="/live/?topic=…"> opens one event stream.
//
// The server sends names, never content: {"names": ["conversation:42"]}. Each becomes an event on
// the body, with a dash for the colon, so that a part of a page can fetch itself anew:
//     <div hx-get="/c/42/" hx-trigger="live:conversation-42 from:body, live:reset from:body">
// `live:changed` carries all names of a message but those of bells and of who is where, which change no
// list; `live:presence` carries the latter. `live:reset` says that too much was missed, `live:open` that the
// server knows this page (from now on, or again).
//
// Browsers allow six connections to one host over all tabs, so a tab nobody looks at lets go of its
// stream and asks for what it missed when it is looked at again.
import { connectionBack, connectionLost } from "./connection";
import { OWN_PAGE } from "./own-page";

const LET_GO_AFTER = 20_000;
const FIRST_RETRY = 1000;
const LAST_RETRY = 30_000;
// Lists and counts are fetched by everybody whenever anything changes. How long that took tells how busy the server
// is: the next time waits this many times as long, so that a crowd never asks for more than can be answered.
const CALM = 40;
const LONGEST_CALM = 5000;

type Opener = (url: string) => EventSource;

/** One page's stream; `followLive` makes it from the body's attribute. */
export class LiveStream {
  private source: EventSource | undefined;
  private lastId = "";
  private retryAfter = FIRST_RETRY;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly gathered = new Set<string>();
  private gathering: ReturnType<typeof setTimeout> | undefined;
  private toldAt = 0;
  private tellAgainAt = 0;

  constructor(
    private readonly url: string,
    private readonly target: EventTarget,
    private readonly open: Opener = (url) => new EventSource(url),
  ) {}

  /** Notes that what was asked for because of `live:changed` has come. */
  answered(): void {
    const now = performance.now();
    const calm = Math.min((now - this.toldAt) * CALM, LONGEST_CALM);
    this.tellAgainAt = Math.max(this.tellAgainAt, now + calm);
  }

  /** Opens the stream, from the last position this page has seen. */
  start(): void {
    clearTimeout(this.timer);
    if (this.source) return;
    const source = this.open(this.address());
    this.source = source;
    source.addEventListener("open", () => this.opened());
    source.addEventListener("error", () => this.broke(source));
    source.addEventListener("here", (event) => this.remember(event));
    source.addEventListener("changed", (event) => this.changed(event));
    source.addEventListener("reset", (event) => {
      this.remember(event);
      this.say("live:reset");
    });
  }

  /** Lets go of the stream; `start` goes on where it stopped. */
  stop(): void {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = undefined;
  }

  private address(): string {
    if (!this.lastId) return this.url;
    const joint = this.url.includes("?") ? "&" : "?";
    return `${this.url}${joint}after=${encodeURIComponent(this.lastId)}`;
  }

  private opened(): void {
    this.retryAfter = FIRST_RETRY;
    connectionBack();
    this.say("live:open");
  }

  private broke(source: EventSource): void {
    connectionLost();
    if (source.readyState !== EventSource.CLOSED) return; // the browser tries again itself
    this.stop();
    this.timer = setTimeout(() => this.start(), this.retryAfter);
    this.retryAfter = Math.min(this.retryAfter * 2, LAST_RETRY);
  }

  private remember(event: Event): void {
    this.lastId = (event as MessageEvent<string>).lastEventId || this.lastId;
  }

  private changed(event: Event): void {
    this.remember(event);
    const { names } = JSON.parse((event as MessageEvent<string>).data) as { names: string[] };
    for (const name of names) this.say(`live:${name.replaceAll(":", "-")}`);
    const shared = names.filter((name) => !/^(bell|presence):/.test(name));
    if (shared.length > 0) this.gather(shared);
    const attended = names.filter((name) => name.startsWith("presence:"));
    if (attended.length > 0) this.say("live:presence", { ids: attended.map((name) => name.slice(9)) });
  }

  private gather(names: string[]): void {
    for (const name of names) this.gathered.add(name);
    if (this.gathering !== undefined) return;
    const calm = this.tellAgainAt - performance.now();
    if (calm > 0) this.gathering = setTimeout(() => this.tell(), calm);
    else this.tell();
  }

  private tell(): void {
    this.gathering = undefined;
    const names = [...this.gathered];
    this.gathered.clear();
    this.toldAt = performance.now();
    this.say("live:changed", { names });
  }

  private say(name: string, detail: object = {}): void {
    this.target.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** Follows the body's stream while somebody looks at the page. */
export function followLive(): void {
  const url = document.body.dataset["live"];
  if (!url) return;
  const stream = new LiveStream(`${url}${url.includes("?") ? "&" : "?"}page=${OWN_PAGE}`, document.body);
  document.addEventListener("htmx:afterRequest", (event) => {
    const { requestConfig } = (event as CustomEvent<{ requestConfig: { triggeringEvent?: Event } }>).detail;
    if (requestConfig.triggeringEvent?.type === "live:changed") stream.answered();
  });
  let letGo: ReturnType<typeof setTimeout> | undefined;
  const look = (): void => {
    clearTimeout(letGo);
    if (document.hidden) letGo = setTimeout(() => stream.stop(), LET_GO_AFTER);
    else stream.start();
  };
  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", () => stream.stop());
  addEventListener("pageshow", look);
  look();
}
