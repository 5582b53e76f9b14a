// Says that the connection is gone, and takes it back. Whoever notices calls these two.

const LONG_ENOUGH_TO_SAY = 4000;
let waiting: ReturnType<typeof setTimeout> | undefined;

/** The connection broke; after a few seconds the banner says so. */
export function connectionLost(): void {
  waiting ??= setTimeout(() => show(true), LONG_ENOUGH_TO_SAY);
}

/** The connection is back. */
export function connectionBack(): void {
  clearTimeout(waiting);
  waiting = undefined;
  show(false);
}

/** Listens to the browser's own opinion, too. */
export function watchConnection(): void {
  addEventListener("offline", connectionLost);
  addEventListener("online", connectionBack);
}

function show(lost: boolean): void {
  const banner = document.getElementById("offline-banner");
  if (banner) banner.hidden = !lost;
}
