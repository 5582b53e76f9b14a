// The editor in the place of a textarea. Loaded when somebody begins to write; what it says goes back into the
// textarea, and with its formatting into the hidden field "html" beside it, so everything else goes on as before.
import { history } from "prosemirror-history";
import { EditorState, Selection, TextSelection } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import type { Insertion, Surface } from "../writing";
import { FormatBar } from "./bar";
import { fromHtml, fromText, sliceOf, toHtml, toText } from "./html";
import { keys, rules } from "./keys";
import { cleanPasted } from "./paste";
import { placeOf } from "./places";
import { isLink, schema } from "./schema";

/** The editor of one form. */
export class Editor implements Surface {
  private readonly view: EditorView;
  private readonly bar: FormatBar | undefined;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly area: HTMLTextAreaElement,
    private readonly field: HTMLInputElement,
  ) {
    const hadFocus = document.activeElement === area;
    const place = document.createElement("div");
    place.className = "rich-text";
    area.after(place);
    this.view = new EditorView(place, {
      state: EditorState.create({
        doc: field.value ? fromHtml(field.value) : fromText(area.value),
        plugins: [rules(), ...keys(), history()],
      }),
      attributes: this.attributes(),
      transformPastedHTML: cleanPasted,
      clipboardTextSerializer: (slice) => slice.content.textBetween(0, slice.content.size, "\n"),
      handlePaste: (_view, event) => this.pasteLink(event),
      handleDOMEvents: { paste: leaveFiles, drop: leaveFiles, keydown: leavePageKeys },
      dispatchTransaction: (change) => {
        this.view.updateState(this.view.state.apply(change));
        this.place();
        if (change.docChanged) this.tell();
        this.bar?.show();
      },
    });
    const bar = form.querySelector<HTMLElement>(".format-bar");
    this.bar = bar ? new FormatBar(bar, this.view) : undefined;
    this.place();
    if (hadFocus) this.goOn(area.selectionStart, area.selectionEnd);
    area.hidden = true;
    form.addEventListener("composer:file", this.takeFile);
  }

  get text(): string {
    return toText(this.view.state.doc);
  }

  before(): string {
    const { $from } = this.view.state.selection;
    return $from.parent.textBetween(0, $from.parentOffset, undefined, "\ufffc");
  }

  insert(what: Insertion, replacing: number): void {
    const { state } = this.view;
    const { from, to } = state.selection;
    const change = state.tr.delete(from - replacing, to);
    if (what.html) change.replaceSelection(sliceOf(what.html));
    else change.replaceSelection(fromText(what.text).slice(1, fromText(what.text).content.size - 1));
    this.view.dispatch(change.scrollIntoView());
  }

  caret(): DOMRect {
    const { left, top, bottom } = this.view.coordsAtPos(this.view.state.selection.from);
    return new DOMRect(left, top, 0, bottom - top);
  }

  focus(): void {
    this.view.focus();
  }

  select(start: number, end: number): void {
    const { doc, tr } = this.view.state;
    const place = placeOf(doc, this.text, start, end);
    if (place) this.view.dispatch(tr.setSelection(TextSelection.create(doc, ...place)).scrollIntoView());
    this.view.focus();
  }

  leave(): void {
    this.view.destroy();
  }

  private attributes(): Record<string, string> {
    return {
      class: "written",
      role: "textbox",
      "aria-multiline": "true",
      "aria-label": this.area.ariaLabel ?? this.area.labels?.[0]?.textContent?.trim() ?? "",
      dir: "auto",
    };
  }

  /** The words of an empty field. */
  private place(): void {
    const { doc } = this.view.state;
    const isEmpty = doc.childCount === 1 && doc.firstChild?.type === schema.nodes.paragraph && doc.content.size === 2;
    this.view.dom.toggleAttribute("data-empty", isEmpty);
    this.view.dom.dataset["placeholder"] = this.area.placeholder;
  }

  private tell(): void {
    this.area.value = this.text;
    this.field.value = toHtml(this.view.state.doc);
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Goes on where somebody was writing in the textarea, with what was selected there. */
  private goOn(start: number, end: number): void {
    const { doc } = this.view.state;
    const isPlain = !this.field.value && this.placeIn(end) <= doc.content.size;
    const selection = isPlain
      ? TextSelection.create(doc, this.placeIn(start), this.placeIn(end))
      : Selection.atEnd(doc);
    this.view.dispatch(this.view.state.tr.setSelection(selection));
    this.view.focus();
  }

  /** Where in the document so many letters of the textarea end. */
  private placeIn(offset: number): number {
    // Each line before has an end and a beginning besides its letters.
    return offset + this.area.value.slice(0, offset).split("\n").length;
  }

  /** An address pasted over words becomes their link. */
  private pasteLink(event: ClipboardEvent): boolean {
    const { from, to, empty } = this.view.state.selection;
    const address = event.clipboardData?.getData("text/plain").trim() ?? "";
    if (empty || !isLink(address)) return false;
    this.view.dispatch(this.view.state.tr.addMark(from, to, schema.marks.link.create({ href: address })));
    return true;
  }

  private takeFile = (event: Event): void => {
    const { id, name, isInline } = (event as CustomEvent<{ id: string; name: string; isInline: boolean }>).detail;
    if (!isInline) return this.dropPictures();
    const node = schema.nodes.picture.create({ file: id, alt: name.replace(/\.[a-z]+$/i, "") });
    this.view.dispatch(this.view.state.tr.replaceSelectionWith(node, false).scrollIntoView());
  };

  /** Pictures whose file was taken off go with it. */
  private dropPictures(): void {
    const kept = [...this.form.querySelectorAll<HTMLInputElement>("[name=attachments]")].map(({ value }) => value);
    const change = this.view.state.tr;
    this.view.state.doc.descendants((node, position) => {
      if (node.type === schema.nodes.picture && !kept.includes(node.attrs["file"])) {
        const at = change.mapping.map(position);
        change.delete(at, at + 1);
      }
    });
    if (change.docChanged) this.view.dispatch(change);
  }
}

/** Sending and going back are the page's; the editor would swallow their keys. */
function leavePageKeys(_view: EditorView, event: KeyboardEvent): boolean {
  return event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey));
}

/** Files are for whoever takes them in around the editor. */
function leaveFiles(_view: EditorView, event: ClipboardEvent | DragEvent): boolean {
  const data = event instanceof ClipboardEvent ? event.clipboardData : event.dataTransfer;
  if (!data?.files.length) return false;
  return event instanceof DragEvent || !data.types.includes("text/plain");
}
