// <button data-copy="/conversations/42/" data-toast="Link copied">: puts a link to a place of this
// installation into the clipboard.

/** Watches the whole page. */
export function watchCopying(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-copy]");
    if (!button) return;
    const link = new URL(button.dataset["copy"] ?? "", location.href).href;
    void navigator.clipboard?.writeText(link);
  });
  // The button may stand in a menu that is closed; its key works all the same.
  document.addEventListener("shortcut:copy-link", (event) => {
    const button = document.querySelector<HTMLElement>('[data-shortcut~="copy-link"]');
    if (button) event.preventDefault();
    button?.click();
  });
}
