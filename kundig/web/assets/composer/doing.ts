// What one does at a conversation, for colleagues to see: looking, or writing an answer or a note.
import type { WritingDetail } from "./writing";

/** "looking", "reply" or "note". */
export type Doing = "looking" | "reply" | "note";

// Whoever has not typed for this long has put it aside.
const STILL_WRITING = 30_000;

/** Calls `changed` whenever it is something else; `current` tells what it is. */
export class DoingNow {
  current: Doing = "looking";
  private pause: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly changed: () => void) {}

  start(): void {
    document.addEventListener("composer:change", this.typed);
    document.addEventListener("composer:ready", this.emptied);
  }

  stop(): void {
    clearTimeout(this.pause);
    document.removeEventListener("composer:change", this.typed);
    document.removeEventListener("composer:ready", this.emptied);
  }

  /** Another conversation, or none. */
  reset(): void {
    clearTimeout(this.pause);
    this.current = "looking";
  }

  private typed = (event: Event): void => {
    const { writing } = (event as CustomEvent<WritingDetail>).detail;
    if (writing.kind !== "reply" && writing.kind !== "note") return;
    clearTimeout(this.pause);
    if (!writing.text.trim()) return this.set("looking");
    this.pause = setTimeout(() => this.set("looking"), STILL_WRITING);
    this.set(writing.kind);
  };

  /** A form that was sent stands there emptied. */
  private emptied = (event: Event): void => {
    const { writing } = (event as CustomEvent<WritingDetail>).detail;
    if (writing.kind !== this.current || writing.text.trim()) return;
    clearTimeout(this.pause);
    this.set("looking");
  };

  private set(doing: Doing): void {
    if (doing === this.current) return;
    this.current = doing;
    this.changed();
  }
}
