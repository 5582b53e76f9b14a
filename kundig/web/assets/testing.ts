// A page without a browser, for the tests beside the islands: import this before what is tested.
import { Window } from "happy-dom";

const page = new Window({ url: "https://desk.example/c/1/" });

for (const name of Object.getOwnPropertyNames(page)) {
  if (!(name in globalThis)) Reflect.set(globalThis, name, Reflect.get(page, name));
}
for (const name of ["document", "location", "navigator", "Event", "CustomEvent", "EventTarget"]) {
  const value: unknown = Reflect.get(page, name);
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

/** Fills the body and returns the element of that selector. */
export function draw<T extends HTMLElement = HTMLElement>(html: string, selector: string): T {
  document.body.innerHTML = html;
  const found = document.querySelector<T>(selector);
  if (!found) throw new Error(`${selector} is not in the page`);
  return found;
}

/** Lets everything that waits for its turn come to an end. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
}
