// Keys, and signs that format while one types: "- ", "1. ", "> ", "# ", "```", **bold**, *italic*, ~~gone~~, `code`, [link](https://…).
import { baseKeymap, chainCommands, toggleMark } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import {
  InputRule,
  inputRules,
  textblockTypeInputRule,
  undoInputRule,
  wrappingInputRule,
} from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import type { MarkType } from "prosemirror-model";
import { liftListItem, sinkListItem, splitListItem } from "prosemirror-schema-list";
import type { Command, Plugin } from "prosemirror-state";
import { isLink, schema } from "./schema";

const { nodes, marks } = schema;
// Sending belongs to the page.
const { "Mod-Enter": _send, "Ctrl-Enter": _sendOnMac, ...base } = baseKeymap;

const breakLine: Command = (state, dispatch) => {
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
};

/** All keys of the editor. */
export function keys(): Plugin[] {
  return [
    keymap({
      "Mod-b": toggleMark(marks.strong),
      "Mod-i": toggleMark(marks.em),
      "Mod-Shift-x": toggleMark(marks.s),
      "Mod-z": undo,
      "Mod-y": redo,
      "Shift-Mod-z": redo,
      Backspace: undoInputRule,
      Enter: splitListItem(nodes.list_item),
      "Shift-Enter": chainCommands(notInList, breakLine),
      // Elsewhere these lead on to the next field.
      Tab: sinkListItem(nodes.list_item),
      "Shift-Tab": liftListItem(nodes.list_item),
    }),
    keymap(base),
  ];
}

/** Outside of lists a line is a line. */
const notInList: Command = (state, dispatch, view) => {
  const { $from } = state.selection;
  const isInList = $from.depth > 1 && $from.node(-1).type === nodes.list_item;
  return !isInList && (base["Enter"]?.(state, dispatch, view) ?? false);
};

/** What is typed becomes what it means; Backspace takes that back. */
export function rules(): Plugin {
  return inputRules({
    rules: [
      wrappingInputRule(/^\s*[-*]\s$/, nodes.bullet_list),
      wrappingInputRule(/^(\d{1,3})\.\s$/, nodes.ordered_list, ([, number]) => ({ order: Number(number) })),
      wrappingInputRule(/^>\s$/, nodes.blockquote),
      textblockTypeInputRule(/^(#{1,3})\s$/, nodes.heading, ([, signs]) => ({ level: signs === "#" ? 3 : 4 })),
      textblockTypeInputRule(/^```$/, nodes.code_block),
      between("**", marks.strong),
      between("__", marks.strong),
      between("~~", marks.s),
      between("`", marks.code),
      between("*", marks.em),
      between("_", marks.em),
      linkRule(),
    ],
  });
}

function between(sign: string, mark: MarkType): InputRule {
  const quoted = sign.replace(/[*]/g, "\\$&");
  const first = sign[0] === "*" ? "\\*" : sign[0];
  const pattern = new RegExp(`(?:^|[\\s(„“])(${quoted}([^\\s${first}](?:[^${first}]*[^\\s${first}])?)${quoted})$`);
  return new InputRule(pattern, (state, match, _start, end) => {
    const [, whole = "", words = ""] = match;
    // The last sign is not written yet.
    const from = end - whole.length + 1;
    const marked = schema.text(words, [...state.doc.resolve(end).marks(), mark.create()]);
    return state.tr.replaceWith(from, end, marked).removeStoredMark(mark);
  });
}

function linkRule(): InputRule {
  return new InputRule(/\[([^\]]+)\]\((\S+)\)$/, (state, match, start, end) => {
    const [, words = "", address = ""] = match;
    if (!isLink(address)) return null;
    return state.tr.replaceWith(start, end, schema.text(words, [marks.link.create({ href: address })]));
  });
}
