// <file-drop data-words="Drop files here"> around (or beside, with for="form-id") an
// <input type="file" multiple>: files dropped on it or pasted into it are added to the input, which
// then reports a change, as if they had been chosen. Text that is pasted stays text.

class FileDrop extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("dragover", this.over);
    this.addEventListener("dragleave", this.leave);
    this.addEventListener("drop", this.drop);
    this.addEventListener("paste", this.paste);
  }

  private get input(): HTMLInputElement | null {
    const root = this.hasAttribute("for")
      ? document.getElementById(this.getAttribute("for") ?? "")
      : this;
    return root?.querySelector<HTMLInputElement>('input[type="file"]') ?? null;
  }

  private over = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes("Files") || !this.input) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    this.toggleAttribute("data-over", true);
  };

  private leave = (event: DragEvent): void => {
    if (!this.contains(event.relatedTarget as Node | null)) this.removeAttribute("data-over");
  };

  private drop = (event: DragEvent): void => {
    this.removeAttribute("data-over");
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    this.add(event.dataTransfer.files);
  };

  private paste = (event: ClipboardEvent): void => {
    const data = event.clipboardData;
    // Word processors put a picture of the text beside the text: then the text is meant.
    if (!data?.files.length || data.types.includes("text/plain")) return;
    event.preventDefault();
    this.add(data.files);
  };

  private add(files: FileList): void {
    const input = this.input;
    if (!input) return;
    const all = new DataTransfer();
    const kept = input.multiple ? [...(input.files ?? []), ...files] : [files[0]];
    for (const file of kept) if (file) all.items.add(file);
    input.files = all.files;
    input.toggleAttribute("data-given", true);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

customElements.define("file-drop", FileDrop);
