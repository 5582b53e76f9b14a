// <message-composer>: answer and note, each a form with its own draft. What is typed is kept in the
// browser at once and on the server within a second; what could not be saved is brought back when
// the conversation is opened again. Files are uploaded while one goes on writing.
import { DraftKeeper } from "../composer/draft";
import { Gate } from "../composer/gate";
import { bringEditor } from "../composer/load";
import { Uploads } from "../composer/uploads";
import { PlainSurface, tell, Writing } from "../composer/writing";

type Confirm = CustomEvent<{
  elt: Element;
  triggeringEvent?: SubmitEvent;
  issueRequest: (skip: boolean) => void;
}>;

/** The element; `writings` and `writing` are how others help with what is written (composer/writing.ts). */
export class MessageComposer extends HTMLElement {
  private drafts = new Map<HTMLFormElement, DraftKeeper>();
  private texts = new Map<HTMLFormElement, Writing>();
  private gate = new Gate();

  /** All that can be written here: answer and note, or a new conversation. */
  get writings(): Writing[] {
    return [...this.texts.values()];
  }

  /** What is being written, as the page shows it. */
  get writing(): Writing | undefined {
    return this.writings.find(({ form }) => form.getClientRects().length > 0);
  }

  connectedCallback(): void {
    for (const form of this.querySelectorAll<HTMLFormElement>("form[data-kind]")) this.equip(form);
    this.querySelector(".composer-kind")?.addEventListener("click", this.choose);
    this.addEventListener("htmx:confirm", this.waitForOpenWork);
    this.addEventListener("htmx:oobBeforeSwap", this.refuseForeignForm);
    this.addEventListener("htmx:oobAfterSwap", this.renew);
    document.addEventListener("shortcut:send-resolve", this.sendAndResolve);
    // The one before this, and the focus in it, is only gone when everything was swapped.
    requestAnimationFrame(this.takeFocus);
  }

  disconnectedCallback(): void {
    document.removeEventListener("shortcut:send-resolve", this.sendAndResolve);
    for (const draft of this.drafts.values()) draft.stop();
    for (const writing of this.writings) writing.leave();
  }

  private equip(form: HTMLFormElement): void {
    const draft = new DraftKeeper(form, this.dataset);
    this.drafts.set(form, draft);
    new Uploads(form, this.dataset, () => draft.changed());
    form.querySelector("[data-copies]")?.addEventListener("click", this.addCopies);
    form.querySelector(".composer-cc > summary")?.addEventListener("click", this.openCopies);
    const area = form.querySelector("textarea");
    if (!area) return;
    const writing = new Writing(form, new PlainSurface(area));
    this.texts.set(form, writing);
    area.addEventListener("input", () => tell("change", { writing }));
    tell("ready", { writing });
    bringEditor(form, this.dataset["editorUrl"], (editor) => {
      writing.writeOn(editor);
      tell("ready", { writing });
    });
  }

  /** What was sent is answered with its form, emptied. */
  private renew = (event: Event): void => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.dataset["kind"] || this.drafts.has(form)) return;
    for (const [old, draft] of this.drafts) {
      if (old.isConnected) continue;
      draft.stop();
      this.drafts.delete(old);
      this.texts.get(old)?.leave();
      this.texts.delete(old);
    }
    const saved = this.querySelector(".saved");
    if (saved) saved.textContent = "";
    this.equip(form);
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) document.getElementById("main")?.focus({ preventScroll: true });
    });
  };

  /** An answer about the conversation before this one came late: its form must not stand here. */
  private refuseForeignForm = (event: Event): void => {
    const { target, fragment } = (event as CustomEvent<{ target: Element; fragment: ParentNode }>).detail;
    const form = target.id && fragment.querySelector<HTMLFormElement>(`form#${target.id}`);
    if (form && form.action !== (target as HTMLFormElement).action) event.preventDefault();
  };

  private takeFocus = (): void => {
    if (this.hasAttribute("data-focus")) this.focusText();
  };

  private choose = (event: Event): void => {
    if ((event.target as Element).matches("input")) this.focusText();
  };

  /** The word that opens the fields goes as they come: they take its focus, or a phone would fold it all. */
  private openCopies = (event: Event): void => {
    const fields = (event.currentTarget as HTMLElement).parentElement;
    event.preventDefault();
    fields?.setAttribute("open", "");
    fields?.querySelector<HTMLInputElement>("input:not([hidden])")?.focus();
  };

  /** Who read along with the customer's mail gets a copy, because the writer says so. */
  private addCopies = (event: Event): void => {
    const button = event.currentTarget as HTMLElement;
    const field = this.querySelector<HTMLInputElement>('input[name="cc"]');
    if (!field) return;
    field.closest("details")?.setAttribute("open", "");
    field.value = [field.value.trim().replace(/[,;]$/, ""), button.dataset["copies"]].filter(Boolean).join(", ");
    button.remove();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    this.focusText();
  };

  private focusText(): void {
    this.writing?.focus();
  }

  /** Nothing leaves that somebody stops; and a draft on its way to the server must arrive before the
   * message does, or it would come back. */
  private waitForOpenWork = (event: Event): void => {
    const { elt, triggeringEvent, issueRequest } = (event as Confirm).detail;
    const draft = elt instanceof HTMLFormElement ? this.drafts.get(elt) : undefined;
    if (!draft) return;
    event.preventDefault();
    const writing = this.texts.get(elt as HTMLFormElement);
    if (draft.asksFirst()) return;
    if (writing && this.gate.stops(writing, triggeringEvent?.submitter ?? null)) return;
    void draft.settle().then(() => issueRequest(true));
  };

  private sendAndResolve = (event: Event): void => {
    const button = this.writing?.form.querySelector<HTMLButtonElement>('button[value="resolve"]');
    if (!button) return;
    event.preventDefault();
    button.click();
  };
}

customElements.define("message-composer", MessageComposer);
