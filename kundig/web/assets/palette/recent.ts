// What was chosen last, by name, for this person in this browser.

const KEPT = 8;

function key(): string {
  return `palette-${document.querySelector<HTMLElement>("command-palette")?.dataset["person"] ?? ""}`;
}

/** The names, the newest first. */
export function recent(): string[] {
  try {
    const kept = JSON.parse(localStorage.getItem(key()) ?? "[]") as unknown;
    return Array.isArray(kept) ? kept.filter((name) => typeof name === "string").slice(0, KEPT) : [];
  } catch {
    return [];
  }
}

/** Puts a name in front. */
export function remember(name: string): void {
  try {
    localStorage.setItem(key(), JSON.stringify([name, ...recent().filter((one) => one !== name)].slice(0, KEPT)));
  } catch {
    // Without storage the palette forgets.
  }
}
