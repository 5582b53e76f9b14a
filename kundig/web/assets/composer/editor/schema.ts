// What an answer may hold: the same few things as conversations/rich_text/clean.py on the server.
// A paragraph is one line: Enter begins the next, an empty one stands between paragraphs of a letter.
import { type DOMOutputSpec, type MarkSpec, type Node, type NodeSpec, Schema } from "prosemirror-model";
import { bulletList, listItem, orderedList } from "prosemirror-schema-list";

const FILE = /^(?:cid:|.*\/attachments\/)([0-9a-f-]{36})\/?$/;
const LINK = /^(?:https?:\/\/|mailto:|tel:)\S+$/i;

const picture: NodeSpec = {
  inline: true,
  group: "inline",
  draggable: true,
  attrs: { file: {}, alt: { default: "" } },
  parseDOM: [
    {
      tag: "img[src]",
      getAttrs: (image) => {
        const file = FILE.exec(image.getAttribute("src") ?? "")?.[1];
        return file ? { file, alt: image.getAttribute("alt") ?? "" } : false;
      },
    },
  ],
  toDOM: ({ attrs }) => ["img", { src: `/attachments/${attrs["file"]}/`, alt: attrs["alt"] }],
};

/** A colleague or another conversation, named by its number. */
function reference(attribute: string): NodeSpec {
  return {
    inline: true,
    group: "inline",
    atom: true,
    attrs: { id: {}, label: {} },
    parseDOM: [
      {
        tag: `span[${attribute}]`,
        getAttrs: (span) => ({ id: span.getAttribute(attribute), label: span.textContent }),
      },
    ],
    toDOM: ({ attrs }): DOMOutputSpec => ["span", { [attribute]: attrs["id"], class: "mention" }, attrs["label"]],
    leafText: (node: Node) => node.attrs["label"],
  };
}

/** Office programs and mail pages say by style what others say by tags. */
function mark(tags: string[], style: string, isMeant: (value: string) => boolean): MarkSpec {
  return {
    parseDOM: [
      // A <b> that is not bold is how one of them wraps all that is copied.
      ...tags.map((tag) => ({ tag, getAttrs: (element: HTMLElement) => element.style.fontWeight !== "normal" && null })),
      { style, getAttrs: (value: string) => isMeant(value) && null },
    ],
    toDOM: () => [tags[0] ?? "span", 0],
  };
}

export const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: { content: "inline*", group: "block", parseDOM: [{ tag: "p" }, { tag: "div" }], toDOM: () => ["p", 0] },
    heading: {
      attrs: { level: { default: 3 } },
      content: "inline*",
      group: "block",
      defining: true,
      parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}`, attrs: { level: level < 4 ? 3 : 4 } })),
      toDOM: ({ attrs }) => [`h${attrs["level"]}`, 0],
    },
    blockquote: {
      content: "block+",
      group: "block",
      defining: true,
      parseDOM: [{ tag: "blockquote" }],
      toDOM: () => ["blockquote", 0],
    },
    code_block: {
      content: "text*",
      marks: "",
      group: "block",
      code: true,
      defining: true,
      parseDOM: [{ tag: "pre", preserveWhitespace: "full" }],
      toDOM: () => ["pre", 0],
    },
    bullet_list: { ...bulletList, content: "list_item+", group: "block" },
    ordered_list: {
      ...orderedList,
      content: "list_item+",
      group: "block",
      toDOM: ({ attrs }) => ["ol", attrs["order"] === 1 ? {} : { start: attrs["order"] }, 0],
    },
    list_item: { ...listItem, content: "paragraph block*" },
    text: { group: "inline" },
    hard_break: {
      inline: true,
      group: "inline",
      selectable: false,
      parseDOM: [{ tag: "br" }],
      toDOM: () => ["br"],
      leafText: () => "\n",
    },
    picture: { ...picture, leafText: ({ attrs }) => (attrs["alt"] ? `[${attrs["alt"]}]` : "") },
    mention: reference("data-agent"),
    conversation: reference("data-conversation"),
  },
  marks: {
    link: {
      attrs: { href: {} },
      inclusive: false,
      parseDOM: [
        {
          tag: "a[href]",
          getAttrs: (link) => {
            const href = link.getAttribute("href") ?? "";
            return LINK.test(href) ? { href } : false;
          },
        },
      ],
      toDOM: ({ attrs }) => ["a", { href: attrs["href"] }, 0],
    },
    strong: mark(["strong", "b"], "font-weight", (value) => /^(bold(er)?|[6-9]\d{2})$/.test(value)),
    em: mark(["em", "i"], "font-style", (value) => value === "italic"),
    s: mark(["s", "del", "strike"], "text-decoration", (value) => value.includes("line-through")),
    code: { code: true, parseDOM: [{ tag: "code" }, { tag: "tt" }], toDOM: () => ["code", 0] },
  },
});

/** Whether an address may be a link. */
export function isLink(address: string): boolean {
  return LINK.test(address);
}
