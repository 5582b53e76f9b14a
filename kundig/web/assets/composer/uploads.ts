// Files of one form: chosen, pasted or dropped, uploaded one by one, shown with their progress, and
// taken off again. The form itself only carries the ids of what has arrived.
import htmx from "htmx.org";
import { sentenceFor } from "../page/answers";
import { toast } from "../page/toast";
import { word } from "../page/words";
import { csrfToken } from "./token";

/** Watches a form's file input; `changed` is called when its files have changed. */
export class Uploads {
  private readonly limit: number;
  private readonly most: number;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly settings: DOMStringMap,
    private readonly changed: () => void,
  ) {
    this.limit = Number(settings["uploadBytes"]);
    this.most = Number(settings["uploadCount"]);
    form.querySelector('input[type="file"]')?.addEventListener("change", this.take);
    this.list?.addEventListener("htmx:afterSwap", () => this.changed());
    this.list?.addEventListener("htmx:afterRequest", () => setTimeout(this.takenOff));
  }

  private get list(): HTMLElement | null {
    return this.form.querySelector(".attachments");
  }

  private takenOff = (): void => {
    this.tellFile();
    this.changed();
  };

  private take = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const room = this.most - (this.list?.children.length ?? 0);
    // What was pasted or dropped stands where one writes; what was chosen goes along.
    const isInline = input.hasAttribute("data-given");
    input.removeAttribute("data-given");
    for (const file of [...(input.files ?? [])].slice(0, room)) this.upload(file, isInline);
    input.value = "";
    event.stopPropagation();
  };

  private upload(file: File, isInline: boolean): void {
    if (file.size > this.limit) return toast(this.settings["tooLarge"] ?? "", "breached");
    const tile = draw(file);
    this.list?.append(tile);
    const request = new XMLHttpRequest();
    request.open("POST", this.settings["uploadUrl"] ?? "");
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.setRequestHeader("HX-Request", "true");
    request.upload.addEventListener("progress", (event) => {
      const bar = tile.querySelector("progress");
      if (bar && event.lengthComputable) bar.value = event.loaded / event.total;
    });
    request.addEventListener("load", () => {
      if (request.status === 201) this.arrived(tile, request.responseText, isInline);
      else fail(tile, sentenceFor(request.status));
    });
    request.addEventListener("error", () => fail(tile, word("unreachable")));
    const body = new FormData();
    body.set("file", file, file.name);
    request.send(body);
  }

  private arrived(tile: HTMLElement, html: string, isInline: boolean): void {
    const parsed = new DOMParser().parseFromString(`<ul>${html}</ul>`, "text/html").querySelector("li");
    if (!parsed) return;
    tile.replaceWith(parsed);
    htmx.process(parsed);
    if (isInline && parsed.hasAttribute("data-picture")) this.tellFile(parsed.dataset["file"], true, parsed);
    this.changed();
  }

  /** The editor shows pictures among the words, and drops those that were taken off. */
  private tellFile(id = "", isInline = false, tile?: Element): void {
    const name = tile?.querySelector(".name")?.textContent ?? "";
    this.form.dispatchEvent(new CustomEvent("composer:file", { detail: { id, name, isInline } }));
  }
}

function draw(file: File): HTMLElement {
  const tile = document.createElement("li");
  const box = tile.appendChild(document.createElement("div"));
  box.className = "attachment";
  const words = box.appendChild(document.createElement("span"));
  words.className = "words";
  const name = words.appendChild(document.createElement("span"));
  name.className = "name";
  name.textContent = file.name;
  const bar = words.appendChild(document.createElement("progress"));
  bar.ariaLabel = file.name;
  return tile;
}

function fail(tile: HTMLElement, words: string): void {
  tile.remove();
  toast(words, "breached");
}
