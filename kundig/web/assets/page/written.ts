// The caps of a key, as people know them from their keyboard.
import { pageKeys } from "./shortcuts";
import { word } from "./words";

const NAMES: Record<string, string> = { Shift: "⇧", Enter: "↵", Escape: "Esc" };

/** The caps to press for a verb of this name; none where it has no key. */
export function written(name: string): string[] {
  const key = pageKeys()[name] ?? "";
  if (!key) return [];
  const parts = key.includes(" ") ? key.split(" ") : key.split("+");
  return parts.map((part) => (part === "Mod" ? mod() : (NAMES[part] ?? part.toUpperCase())));
}

/** What this keyboard calls the key beside which letters mean commands. */
export function mod(): string {
  return /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : word("control");
}

/** Writes the reader's own keys where a page names one: <kbd data-key="forward">, and <kbd data-mod>. */
export function writeKeys(): void {
  write(document);
  document.addEventListener("htmx:load", (event) => write(event.target as Element));
}

function write(within: ParentNode): void {
  for (const cap of within.querySelectorAll<HTMLElement>("kbd[data-key]")) {
    const caps = written(cap.dataset["key"] ?? "");
    cap.hidden = !caps.length;
    cap.textContent = caps.join(" ");
  }
  for (const cap of within.querySelectorAll("kbd[data-mod]")) cap.textContent = mod();
}
