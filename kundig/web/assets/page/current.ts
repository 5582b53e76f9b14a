// Where a list of links is longer than the screen, the one for this page is brought into sight.

/** Scrolls the settings' links so far that the current one is seen: down in a column, sideways in a row. */
export function showCurrent(): void {
  const links = document.querySelector<HTMLElement>(".settings-links");
  const current = links?.querySelector<HTMLElement>("[aria-current]");
  const column = links?.closest<HTMLElement>(".settings-nav");
  if (!links || !column || !current) return;
  const place = current.getBoundingClientRect();
  const row = links.getBoundingClientRect();
  links.scrollLeft += place.left - row.left - (row.width - place.width) / 2;
  const frame = column.getBoundingClientRect();
  // Links on the first screen stay where they always are.
  if (place.bottom > frame.bottom) column.scrollTop += place.top - frame.top - (frame.height - place.height) / 2;
}
