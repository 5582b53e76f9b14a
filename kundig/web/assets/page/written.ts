// The caps of a key, as people know them from their keyboard.
import { pageKeys } from "./shortcuts";

const NAMES: Record<string, string> = { Shift: "⇧", Enter: "↵", Escape: "Esc" };

/** The caps to press for a verb of this name; none where it has no key. */
export function written(name: string): string[] {
  const key = pageKeys()[name] ?? "";
  if (!key) return [];
  const parts = key.includes(" ") ? key.split(" ") : key.split("+");
  return parts.map((part) => (part === "Mod" ? mod() : (NAMES[part] ?? part.toUpperCase())));
}

function mod(): string {
  return /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl";
}
