// hx-ext="keyed" hx-swap="keyed": brings a list up to date item by item instead of replacing it.
//
// Items carry data-key (what they are) and data-version (how they look). An item that is already
// there in the same version stays untouched, with its scroll position, its open menus and its
// frames; only what is new or different is drawn. data-keeps="earlier" on the list keeps what was
// loaded before the first item of the answer.

/** Draws what differs between the list and the answer; returns what was drawn. */
export function bringUpToDate(list: Element, answer: ParentNode): Element[] {
  const present = keyed(list.children);
  let wanted = [...answer.querySelectorAll<HTMLElement>("[data-key]")];
  const kept = list.getAttribute("data-keeps") === "earlier" ? earlier(list, wanted, present) : [];
  if (kept.length > 0) wanted = wanted.filter((item) => item.dataset["key"] !== "earlier");
  const staying = new Set<Element>(kept);
  const items = wanted.map((item) => {
    const same = present.get(item.dataset["key"] ?? "");
    const chosen = same && same.dataset["version"] === item.dataset["version"] ? same : item;
    staying.add(chosen);
    return chosen;
  });
  for (const child of [...list.children]) if (!staying.has(child)) child.remove();
  let place = list.children[kept.length] ?? null;
  const drawn: Element[] = [];
  for (const item of items) {
    if (item === place) {
      place = place.nextElementSibling;
    } else {
      if (item.parentNode !== list) drawn.push(item);
      list.insertBefore(item, place);
    }
  }
  return drawn;
}

function keyed(items: Iterable<Element>): Map<string, HTMLElement> {
  const found = new Map<string, HTMLElement>();
  for (const item of items) {
    if (item instanceof HTMLElement && item.dataset["key"]) found.set(item.dataset["key"], item);
  }
  return found;
}

/** What stands before the first item that list and answer share; nothing if the answer is complete. */
function earlier(list: Element, wanted: HTMLElement[], present: Map<string, HTMLElement>): Element[] {
  if (!wanted.some((item) => keyOf(item) === "earlier")) return [];
  const shared = wanted.find((item) => isContent(item) && present.has(item.dataset["key"] ?? ""));
  const first = shared && present.get(shared.dataset["key"] ?? "");
  if (!first) return [];
  const before = [...list.children].slice(0, [...list.children].indexOf(first));
  const known = keyed(wanted);
  const isOlder = before.some((item) => isContent(item) && !known.has(keyOf(item)));
  return isOlder ? before.filter((item) => !known.has(keyOf(item)) || keyOf(item) === "earlier") : [];
}

function isContent(item: Element): boolean {
  return /^(message|event)-/.test(keyOf(item));
}

function keyOf(item: Element): string {
  return (item as HTMLElement).dataset["key"] ?? "";
}
