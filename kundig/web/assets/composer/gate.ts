// Whoever minds may stop what is about to be sent, and let it go after all.
import { tell, type Writing } from "./writing";

/** Asks before a form is sent. */
export class Gate {
  // What may go without asking again, because somebody said so.
  private readonly agreed = new WeakSet<HTMLFormElement>();

  /** Tells whether somebody stops it; their `proceed` presses the button once more. */
  stops(writing: Writing, submitter: HTMLElement | null): boolean {
    if (this.agreed.delete(writing.form)) return false;
    return !tell("send", { writing, submitter, proceed: () => this.send(writing.form, submitter) });
  }

  // Pressed, not submitted: htmx learns from nothing else which button it was.
  private send(form: HTMLFormElement, submitter: HTMLElement | null): void {
    this.agreed.add(form);
    (submitter ?? form.querySelector<HTMLElement>('button[type="submit"]'))?.click();
  }
}
