// Where a row of links is longer than the screen, the one for this page is brought into sight.

/** Scrolls the settings' links sideways so far that the current one is seen. */
export function showCurrent(): void {
  const nav = document.querySelector<HTMLElement>(".settings-links");
  const current = nav?.querySelector<HTMLElement>("[aria-current]");
  if (!nav || !current) return;
  nav.scrollLeft = current.offsetLeft - (nav.clientWidth - current.offsetWidth) / 2;
}
