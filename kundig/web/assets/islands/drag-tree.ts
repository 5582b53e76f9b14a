// <drag-tree><ul><li data-tree-id data-tree-under data-tree-move="address">…: lines that can be dragged.
// Dropped onto the upper or lower edge of another a line stands beside it, in the middle below it;
// what cannot stand below another (data-tree-flat on the element) has no middle. Without script, and
// with the keyboard, the buttons of each line do the same.

import { csrfToken } from "../composer/token";

type Spot = "before" | "into" | "after";
// Below which line, at which place there, and before which one: each list takes what it knows.
type Target = { under: string; place: number; before: string };

class DragTree extends HTMLElement {
  private dragged: HTMLElement | null = null;

  connectedCallback(): void {
    for (const line of this.lines) line.draggable = true;
    this.addEventListener("dragstart", this.begin);
    this.addEventListener("dragover", this.point);
    this.addEventListener("drop", this.drop);
    this.addEventListener("dragend", this.end);
  }

  private get lines(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("[data-tree-id]")];
  }

  private begin = (event: DragEvent): void => {
    this.dragged = lineOf(event);
    event.dataTransfer?.setData("text/plain", this.dragged?.dataset["treeId"] ?? "");
  };

  private point = (event: DragEvent): void => {
    const line = lineOf(event);
    this.unmark();
    if (!line || !this.dragged || line === this.dragged) return;
    event.preventDefault();
    line.dataset["drop"] = this.spot(event, line);
  };

  private drop = (event: DragEvent): void => {
    const line = lineOf(event);
    const dragged = this.dragged;
    this.end();
    if (!line || !dragged || line === dragged) return;
    event.preventDefault();
    const target = placeAt(this.lines, dragged, line, this.spot(event, line));
    send(dragged.dataset["treeMove"] ?? "", target);
  };

  private end = (): void => {
    this.unmark();
    this.dragged = null;
  };

  private unmark(): void {
    for (const line of this.lines) delete line.dataset["drop"];
  }

  private spot(event: DragEvent, line: HTMLElement): Spot {
    const box = line.getBoundingClientRect();
    const part = (event.clientY - box.top) / box.height;
    if (this.dataset["treeFlat"] !== undefined) return part < 0.5 ? "before" : "after";
    return part < 0.3 ? "before" : part > 0.7 ? "after" : "into";
  }
}

/** Below which line, and to which place there, the dragged one goes; its own old place does not count. */
export function placeAt(
  lines: HTMLElement[],
  dragged: HTMLElement,
  line: HTMLElement,
  spot: Spot,
): Target {
  const others = lines.filter((one) => one !== dragged);
  const under = (spot === "into" ? line.dataset["treeId"] : line.dataset["treeUnder"]) ?? "";
  const siblings = others.filter((one) => (one.dataset["treeUnder"] ?? "") === under);
  const next = siblings.indexOf(line) + (spot === "after" ? 1 : 0);
  const place = spot === "into" ? siblings.length : next;
  return { under, place, before: siblings[place]?.dataset["treeId"] ?? "" };
}

function lineOf(event: Event): HTMLElement | null {
  return (event.target as HTMLElement).closest<HTMLElement>("[data-tree-id]");
}

function send(address: string, values: Target): void {
  const form = document.createElement("form");
  form.method = "post";
  form.action = address;
  for (const [name, value] of Object.entries({ ...values, csrfmiddlewaretoken: csrfToken() })) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = String(value);
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}

customElements.define("drag-tree", DragTree);
