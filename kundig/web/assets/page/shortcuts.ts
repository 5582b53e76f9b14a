// Keys: <button data-shortcut="reply"> is pressed by the key that {% page_keys %} gives to "reply".
//
// Plain letters count outside text fields only, combinations with Ctrl or ⌘ everywhere; Alt, AltGr
// and Option never, because on many keyboards they type @ € { }. What was typed decides
// (event.key), not where the key lies. "g i" is g, then i. Without an element the page hears
// `shortcut:<name>`.

const NEXT_KEY_WITHIN = 1200;

type Keys = Record<string, string>;
let keys: Keys | undefined;

/** The keys of this page and person: name to key, e.g. {"reply": "r", "send": "Mod+Enter"}. */
export function pageKeys(): Keys {
  keys ??= JSON.parse(document.getElementById("keys")?.textContent ?? "{}") as Keys;
  return keys;
}

/** Watches the whole page. */
export function watchKeys(): void {
  let earlier = "";
  let since = 0;
  document.addEventListener("keydown", (event) => {
    const pressed = describe(event);
    if (!pressed) return;
    const sequence = event.timeStamp - since < NEXT_KEY_WITHIN ? `${earlier} ${pressed}` : "";
    const name = nameOf(sequence) ?? nameOf(pressed);
    earlier = pressed;
    since = event.timeStamp;
    if (name && run(name)) {
      event.preventDefault();
      since = 0;
    }
  });
}

/** "r", "Shift+E", "Mod+Enter"; empty for keys that are none of ours, and in text fields unless they are `meant`. */
export function describe(event: KeyboardEvent, meant = false): string {
  if (event.defaultPrevented || event.isComposing || event.altKey) return "";
  if (event.getModifierState("AltGraph")) return "";
  const combined = event.ctrlKey || event.metaKey;
  if (!combined && !meant && isWriting(event.target)) return event.key === "Escape" ? "Escape" : "";
  if (event.repeat && !/^[jk]$/.test(event.key)) return "";
  const key = event.key.length === 1 && combined ? event.key.toLowerCase() : event.key;
  const shift = event.shiftKey && (combined || key.length > 1 || key !== key.toLowerCase());
  return `${combined ? "Mod+" : ""}${shift ? "Shift+" : ""}${key}`;
}

function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const box = target.closest("input, textarea, select, [contenteditable=true], [role=menu], .menu");
  return box !== null && !box.matches("[type=checkbox], [type=radio], [type=button], [type=submit]");
}

function nameOf(pressed: string): string | undefined {
  return Object.entries(pageKeys()).find(([, key]) => key === pressed)?.[0];
}

function run(name: string): boolean {
  // Escape closes what is open, and only then leads back; the browser does the closing.
  if (name === "back" && document.querySelector(".popover:popover-open")) return false;
  if (document.querySelector("dialog:modal") && name !== "back" && name !== "palette") return false;
  return pressShortcut(name);
}

/** Presses what carries this name on the page, as its key does; tells whether there was anything. */
export function pressShortcut(name: string): boolean {
  const target = [...document.querySelectorAll<HTMLElement>(`[data-shortcut~="${name}"]`)].find(
    (element) => isShown(element) && !element.matches(":disabled"),
  );
  if (target) press(target);
  const heard = !document.dispatchEvent(
    new CustomEvent(`shortcut:${name}`, { cancelable: true }),
  );
  return target !== undefined || heard;
}

/** What stands in a menu that is folded away counts as shown: its key spares opening the menu. */
function isShown(element: HTMLElement): boolean {
  if (element.getClientRects().length > 0) return true;
  const menu = element.closest<HTMLElement>(".menu[popover]");
  return menu?.parentElement?.querySelector("[popovertarget]")?.getClientRects().length ? true : false;
}

function press(target: HTMLElement): void {
  if (target.matches("input:not([type=checkbox], [type=radio]), textarea")) {
    target.focus();
    if (target instanceof HTMLInputElement) target.select();
  } else {
    target.click();
  }
}
