// One form's draft: kept in the browser with every letter, on the server within a second.
import { csrfToken } from "./token";

// Not when typing pauses: whoever types on and on would lose it all with their browser.
const AT_LATEST = 700;
const TRY_AGAIN = 5000;

/** Keeps what is typed into a form of the composer. */
export class DraftKeeper {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private saving: Promise<void> = Promise.resolve();
  private isChanged = false;
  private isStopped = false;
  // Another device has saved something else: nothing is saved over it before its author has chosen.
  private isAsking = false;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly settings: DOMStringMap,
  ) {
    this.bringBack();
    // Typed while the page was still on its way.
    if (this.text && this.text.value !== this.text.defaultValue && !this.isChanged) this.changed();
    form.addEventListener("input", () => this.changed());
    form.addEventListener("htmx:beforeOnLoad", this.sent);
    form.querySelector(".draft-elsewhere")?.addEventListener("click", this.choose);
    addEventListener("pagehide", this.leave);
    addEventListener("focus", this.look);
  }

  /** Something was typed or attached: keep it here at once, and there soon. */
  changed(): void {
    this.isChanged = true;
    this.keepHere();
    this.say("");
    if (!this.isAsking) this.saveWithin(AT_LATEST);
  }

  /** Tells whether its author must choose between two drafts first, and shows them the choice. */
  asksFirst(): boolean {
    if (this.isAsking) this.elsewhere?.querySelector("button")?.focus();
    return this.isAsking;
  }

  /** Ends saving before the form is sent; resolves when nothing is on its way any more. */
  settle(): Promise<void> {
    this.cancel();
    return this.saving;
  }

  /** The form leaves the page: what is not saved yet is sent off without waiting. */
  stop(): void {
    this.leave();
    this.isStopped = true;
    removeEventListener("pagehide", this.leave);
    removeEventListener("focus", this.look);
  }

  private get key(): string {
    return `kundig draft ${this.settings["conversation"]} ${this.form.dataset["direction"]}`;
  }

  /** To whom it goes, and from whom. */
  private get people(): (HTMLInputElement | HTMLSelectElement)[] {
    return [...this.form.querySelectorAll<HTMLInputElement | HTMLSelectElement>(".recipients [name]")];
  }

  private get elsewhere(): HTMLElement | null {
    return this.form.querySelector(".draft-elsewhere");
  }

  private get html(): HTMLInputElement | null {
    return this.form.querySelector('input[name="html"]');
  }

  private get text(): HTMLTextAreaElement | null {
    return this.form.querySelector("textarea");
  }

  private leave = (): void => {
    this.cancel();
    if (this.isChanged && !this.isStopped && !this.isAsking) void this.post(true).catch(() => undefined);
  };

  private sent = (event: Event): void => {
    const { elt, xhr } = (event as CustomEvent<{ elt: Element; xhr: XMLHttpRequest }>).detail;
    const isDone = xhr.getResponseHeader("HX-Trigger") ?? xhr.getResponseHeader("HX-Redirect");
    if (elt !== this.form || xhr.status !== 200 || !isDone) return;
    this.isChanged = false;
    this.isStopped = true;
    forget(this.key);
  };

  private saveWithin(pause: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      // One after the other: each is written upon the version before it.
      this.saving = this.saving.then(() => this.save());
    }, pause);
  }

  private cancel(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private async save(): Promise<void> {
    if (!this.isChanged || this.isStopped || this.isAsking) return;
    this.isChanged = false;
    try {
      await this.post(false);
    } catch {
      this.isChanged = true;
      this.say(this.settings["unsaved"] ?? "");
      if (!this.isAsking) this.saveWithin(TRY_AGAIN);
      return;
    }
    if (this.isChanged) return;
    forget(this.key);
    this.say(this.settings["saved"] ?? "");
  }

  private async post(keepalive: boolean): Promise<void> {
    const body = new FormData(this.form);
    body.set("direction", this.form.dataset["direction"] ?? "");
    if (this.form.dataset["version"] !== undefined) body.set("known", this.form.dataset["version"]);
    const answer = await fetch(this.settings["draftUrl"] ?? "", {
      method: "POST",
      body: new URLSearchParams([...body].map(([name, value]) => [name, String(value)])),
      headers: { "X-CSRFToken": csrfToken() },
      keepalive,
    });
    if (answer.status === 409 && answer.headers.has("Draft-Version")) await this.ask(answer);
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    this.form.dataset["version"] = answer.headers.get("Draft-Version") ?? "";
    if (this.isChanged) this.keepHere();
  }

  /** Back at this page: has another device gone on with the draft meanwhile? */
  private look = async (): Promise<void> => {
    const { direction = "", version } = this.form.dataset;
    if (version === undefined || this.isChanged || this.isAsking) return;
    await this.saving;
    const query = new URLSearchParams({ direction, known: this.form.dataset["version"] ?? "" });
    const answer = await fetch(`${this.settings["draftUrl"]}?${query}`).catch(() => undefined);
    if (answer?.status === 200 && answer.headers.has("Draft-Version") && !this.isChanged) await this.ask(answer);
  };

  /** Shows both: what stands here, and what another device has. */
  private async ask(answer: Response): Promise<void> {
    if (!this.elsewhere || this.isAsking || this.isStopped) return;
    this.isAsking = true;
    this.elsewhere.dataset["version"] = answer.headers.get("Draft-Version") ?? "";
    this.elsewhere.innerHTML = await answer.text();
    this.say("");
  }

  private choose = (event: Event): void => {
    const choice = (event.target as Element).closest<HTMLElement>("[data-draft]")?.dataset["draft"];
    if (!choice || !this.elsewhere) return;
    if (choice === "take") {
      this.isStopped = true;
      forget(this.key);
      location.reload();
      return;
    }
    this.form.dataset["version"] = this.elsewhere.dataset["version"] ?? "";
    this.elsewhere.replaceChildren();
    this.isAsking = false;
    this.changed();
    this.form.querySelector<HTMLElement>("[contenteditable=true], textarea:not([hidden])")?.focus();
  };

  private keepHere(): void {
    const people = Object.fromEntries(this.people.map((field) => [field.name, field.value]));
    const { version } = this.form.dataset;
    keep(this.key, JSON.stringify({ text: this.text?.value ?? "", html: this.html?.value ?? "", version, people }));
  }

  /** What the server never got, because there was no connection, stands in the form again. */
  private bringBack(): void {
    const kept = read(this.key);
    if (!kept || !this.text || kept.text === this.text.value) return forget(this.key);
    this.text.value = kept.text;
    if (this.html) this.html.value = kept.html ?? "";
    // Written upon what stood there then: what another device has saved since is not written over.
    if (kept.version !== undefined) this.form.dataset["version"] = kept.version;
    for (const field of this.people) field.value = kept.people?.[field.name] ?? field.value;
    this.changed();
  }

  private say(words: string): void {
    const place = this.form.parentElement?.querySelector<HTMLElement>(".saved");
    if (place) place.textContent = words;
  }
}

type Kept = { text: string; html?: string; version?: string; people?: Record<string, string> };

function read(key: string): Kept | undefined {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}

// A full or forbidden storage must not keep anybody from writing.
function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    return;
  }
}

function forget(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {
    return;
  }
}
