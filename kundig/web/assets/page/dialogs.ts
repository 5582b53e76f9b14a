// <button data-opens="id"> opens that dialog; a click on the veil closes it.
// <dialog data-forgets> shows at its next opening what it showed at first, not what it has loaded since.
// <button data-toast="words"> says something.

import { toast } from "./toast";

/** Watches the whole page. */
export function watchDialogs(): void {
  document.addEventListener("shortcut:keys", (event) => {
    open("key-sheet");
    event.preventDefault();
  });
  // The event does not bubble, but it can be caught on its way down.
  document.addEventListener("close", (event) => forget(event.target), true);
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    const opener = target.closest<HTMLElement>("[data-opens]");
    if (opener) open(opener.dataset["opens"] ?? "");
    if (target instanceof HTMLDialogElement && onVeil(target, event)) target.close();
    const speaker = target.closest<HTMLElement>("[data-toast]");
    if (speaker) toast(speaker.dataset["toast"] ?? "", "met");
  });
}

function open(id: string): void {
  const dialog = document.getElementById(id);
  if (!(dialog instanceof HTMLDialogElement) || dialog.open) return;
  if (!atFirst.has(dialog)) atFirst.set(dialog, dialog.innerHTML);
  dialog.showModal();
}

const atFirst = new WeakMap<HTMLDialogElement, string>();

function forget(dialog: EventTarget | null): void {
  if (!(dialog instanceof HTMLDialogElement) || dialog.dataset["forgets"] === undefined) return;
  dialog.innerHTML = atFirst.get(dialog) ?? dialog.innerHTML;
}

function onVeil(dialog: HTMLDialogElement, event: MouseEvent): boolean {
  const box = dialog.getBoundingClientRect();
  const inside =
    event.clientX >= box.left &&
    event.clientX <= box.right &&
    event.clientY >= box.top &&
    event.clientY <= box.bottom;
  return !inside;
}
