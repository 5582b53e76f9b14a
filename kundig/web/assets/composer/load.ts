// Fetches the editor when somebody begins to write, and sets it in the place of the textarea.
import type { Surface } from "./writing";

type Editing = {
  Editor: new (form: HTMLFormElement, area: HTMLTextAreaElement, field: HTMLInputElement) => Surface;
};

let loading: Promise<Editing> | undefined;

/** Calls `ready` with the form's editor once it stands; without one, the textarea goes on. */
export function bringEditor(form: HTMLFormElement, address: string | undefined, ready: (editor: Surface) => void): void {
  const area = form.querySelector("textarea");
  const field = form.querySelector<HTMLInputElement>('input[name="html"]');
  if (!area || !field || !address) return;
  area.addEventListener("compositionstart", () => area.toggleAttribute("data-composing", true));
  area.addEventListener("compositionend", () => area.toggleAttribute("data-composing", false));
  const begin = () => {
    loading ??= import(address) as Promise<Editing>;
    loading.then(
      ({ Editor }) => set(area, () => ready(new Editor(form, area, field))),
      // Tried again with the next form.
      () => (loading = undefined),
    );
  };
  // What is formatted already would look bare without it.
  if (field.value) begin();
  else area.addEventListener("focus", begin, { once: true });
}

/** Not in the middle of a letter that is being composed from several keys. */
function set(area: HTMLTextAreaElement, put: () => void): void {
  if (!area.isConnected || area.hidden) return;
  if (!area.hasAttribute("data-composing")) return put();
  area.addEventListener("compositionend", () => setTimeout(put), { once: true });
}
