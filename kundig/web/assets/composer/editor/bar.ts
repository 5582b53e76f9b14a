// The buttons for formatting: by pointer or by key (one stop of Tab, arrows between), never needed.
import { lift, setBlockType, toggleMark, wrapIn } from "prosemirror-commands";
import type { NodeType } from "prosemirror-model";
import { liftListItem, wrapInList } from "prosemirror-schema-list";
import type { Command, EditorState } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { isLink, schema } from "./schema";

const { nodes, marks } = schema;

interface Format {
  readonly isOn: (state: EditorState) => boolean;
  readonly toggle: Command;
}

const FORMATS: Record<string, Format> = {
  strong: markFormat("strong"),
  em: markFormat("em"),
  s: markFormat("s"),
  code: markFormat("code"),
  heading: {
    isOn: (state) => isWithin(state, nodes.heading),
    toggle: (state, dispatch) =>
      setBlockType(isWithin(state, nodes.heading) ? nodes.paragraph : nodes.heading)(state, dispatch),
  },
  bullets: listFormat(nodes.bullet_list),
  numbers: listFormat(nodes.ordered_list),
  quote: {
    isOn: (state) => isWithin(state, nodes.blockquote),
    toggle: (state, dispatch) =>
      (isWithin(state, nodes.blockquote) ? lift : wrapIn(nodes.blockquote))(state, dispatch),
  },
};

function markFormat(name: "strong" | "em" | "s" | "code"): Format {
  const type = marks[name];
  return {
    isOn: ({ selection, storedMarks, doc }) =>
      selection.empty
        ? Boolean(type.isInSet(storedMarks ?? selection.$from.marks()))
        : doc.rangeHasMark(selection.from, selection.to, type),
    toggle: toggleMark(type),
  };
}

function listFormat(type: NodeType): Format {
  const isOn = (state: EditorState) => isWithin(state, type);
  return {
    isOn,
    toggle: (state, dispatch) => (isOn(state) ? liftListItem(nodes.list_item) : wrapInList(type))(state, dispatch),
  };
}

function isWithin({ selection: { $from } }: EditorState, type: NodeType): boolean {
  for (let depth = $from.depth; depth > 0; depth -= 1) if ($from.node(depth).type === type) return true;
  return false;
}

/** The toolbar of one form. */
export class FormatBar {
  private readonly buttons: HTMLButtonElement[];
  private readonly entry: HTMLInputElement | null;

  constructor(
    bar: HTMLElement,
    private readonly view: EditorView,
  ) {
    this.buttons = [...bar.querySelectorAll<HTMLButtonElement>("[data-format]")];
    this.entry = bar.querySelector("input");
    bar.hidden = false;
    bar.addEventListener("mousedown", this.keepFocus);
    bar.addEventListener("click", this.press);
    bar.addEventListener("keydown", this.move);
    this.buttons.forEach((button, place) => (button.tabIndex = place ? -1 : 0));
    this.show();
  }

  /** Says which formats hold where the caret is. */
  show(): void {
    for (const button of this.buttons) {
      const isOn = FORMATS[button.dataset["format"] ?? ""]?.isOn(this.view.state) ?? this.hasLink;
      if (button.ariaPressed !== String(isOn)) button.ariaPressed = String(isOn);
    }
  }

  private get hasLink(): boolean {
    const { from, to, $from, empty } = this.view.state.selection;
    return empty ? Boolean(marks.link.isInSet($from.marks())) : this.view.state.doc.rangeHasMark(from, to, marks.link);
  }

  private keepFocus = (event: Event): void => {
    if (!(event.target instanceof HTMLInputElement)) event.preventDefault();
  };

  private press = (event: Event): void => {
    const name = (event.target as Element).closest<HTMLElement>("[data-format]")?.dataset["format"];
    if (!name) return;
    if (name === "link") return this.link();
    FORMATS[name]?.toggle(this.view.state, this.view.dispatch);
    this.view.focus();
  };

  private link(): void {
    if (!this.entry || this.hasLink) {
      const { from, to, empty } = this.view.state.selection;
      if (!empty) this.view.dispatch(this.view.state.tr.removeMark(from, to, marks.link));
      return this.view.focus();
    }
    this.entry.hidden = false;
    this.entry.value = "";
    this.entry.focus();
  }

  private takeLink(address: string): void {
    const { state } = this.view;
    const href = isLink(address) ? address : `https://${address}`;
    const mark = marks.link.create({ href });
    const { from, to, empty } = state.selection;
    if (empty) this.view.dispatch(state.tr.replaceSelectionWith(schema.text(address, [mark]), false));
    else this.view.dispatch(state.tr.addMark(from, to, mark));
  }

  private closeEntry(): void {
    if (this.entry) this.entry.hidden = true;
    this.view.focus();
  }

  private move = (event: KeyboardEvent): void => {
    if (event.target === this.entry) return this.typeLink(event);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const shown = this.buttons.filter((button) => button.getClientRects().length > 0);
    const at = shown.indexOf(event.target as HTMLButtonElement);
    const next = shown[(at + step + shown.length) % shown.length];
    for (const button of this.buttons) button.tabIndex = button === next ? 0 : -1;
    next?.focus();
  };

  private typeLink(event: KeyboardEvent): void {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    const address = this.entry?.value.trim() ?? "";
    if (event.key === "Enter" && address) this.takeLink(address);
    this.closeEntry();
  }
}
