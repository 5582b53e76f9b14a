// What stands in one form of the composer, as whoever helps with writing may use it: snippets, mentions,
// checks before sending. It stays the same while the surface below changes from textarea to editor.
//
// The form dispatches, all of them bubbling:
//   composer:ready   a form can be written in
//   composer:change  its text has changed
//   composer:send    cancelable, before it is sent; `proceed` sends it later without asking again
// Keys come from the surface: listen on the form in the capture phase, and stop what was meant for you.

/** What is put in: plain text, and the same with formatting, if there is any. */
export interface Insertion {
  readonly text: string;
  readonly html?: string;
}

/** Where one writes: a textarea, or the editor in its place. */
export interface Surface {
  /** All of it as plain text. */
  readonly text: string;
  /** What stands before the caret, in its line. */
  before(): string;
  /** Puts something where the caret is, instead of so many characters before it. */
  insert(what: Insertion, replacing: number): void;
  /** Where the caret is, as exactly as the surface knows. */
  caret(): DOMRect;
  focus(): void;
  /** Selects what stands at these places of `text`, and shows it. */
  select(start: number, end: number): void;
  /** The form goes. */
  leave?(): void;
}

/** One form's text. */
export class Writing implements Surface {
  constructor(
    readonly form: HTMLFormElement,
    private surface: Surface,
  ) {}

  /** "reply", "note" or "start". */
  get kind(): string {
    return this.form.dataset["kind"] ?? "";
  }

  get text(): string {
    return this.surface.text;
  }

  before(): string {
    return this.surface.before();
  }

  insert(what: Insertion, replacing = 0): void {
    this.surface.insert(what, replacing);
  }

  caret(): DOMRect {
    return this.surface.caret();
  }

  focus(): void {
    this.surface.focus();
  }

  select(start: number, end: number): void {
    this.surface.select(start, end);
  }

  leave(): void {
    this.surface.leave?.();
  }

  /** Goes on with another surface. */
  writeOn(surface: Surface): void {
    this.surface = surface;
  }
}

/** The textarea as it stands in the page. */
export class PlainSurface implements Surface {
  constructor(private readonly area: HTMLTextAreaElement) {}

  get text(): string {
    return this.area.value;
  }

  before(): string {
    const before = this.area.value.slice(0, this.area.selectionStart);
    return before.slice(before.lastIndexOf("\n") + 1);
  }

  insert(what: Insertion, replacing: number): void {
    const { selectionStart, selectionEnd } = this.area;
    this.area.setRangeText(what.text, Math.max(0, selectionStart - replacing), selectionEnd, "end");
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  caret(): DOMRect {
    return this.area.getBoundingClientRect();
  }

  focus(): void {
    this.area.focus();
    this.area.setSelectionRange(this.area.value.length, this.area.value.length);
  }

  select(start: number, end: number): void {
    this.area.focus();
    this.area.setSelectionRange(start, end);
  }
}

/** What listeners of `composer:ready` and `composer:change` get. */
export interface WritingDetail {
  readonly writing: Writing;
}

/** What listeners of `composer:send` get. */
export interface SendDetail extends WritingDetail {
  /** The button that was pressed, which may say what is to happen then. */
  readonly submitter: HTMLElement | null;
  /** Sends it after all. */
  readonly proceed: () => void;
}

/** Tells everybody around about a form's writing; false where a listener has stopped it. */
export function tell(name: "ready" | "change" | "send", detail: WritingDetail | SendDetail): boolean {
  const event = new CustomEvent(`composer:${name}`, { detail, bubbles: true, cancelable: name === "send" });
  return detail.writing.form.dispatchEvent(event);
}
