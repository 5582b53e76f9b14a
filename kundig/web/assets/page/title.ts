// What the title says before the page's own words: unread notifications (•3) and one's own waiting
// conversations ((2)). Each part of the page says its number alone.

const BEFORE = /^(•\d+\+? )?(\(\d+\+?\) )?/;
const counts = { unread: "", waiting: "" };

/** Puts one of the numbers into the title; zero takes it away. `most` is the number beyond which nobody counts. */
export function countInTitle(what: keyof typeof counts, count: number, most: number): void {
  counts[what] = count > most ? `${most}+` : count ? String(count) : "";
  const unread = counts.unread && `•${counts.unread} `;
  const waiting = counts.waiting && `(${counts.waiting}) `;
  document.title = unread + waiting + document.title.replace(BEFORE, "");
}
