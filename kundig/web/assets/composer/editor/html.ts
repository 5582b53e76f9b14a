// The editor's lines and clean HTML, in both directions: there a paragraph is a <p> with its lines broken.
import { DOMParser as Parser, DOMSerializer, type Node, type Slice } from "prosemirror-model";
import { schema } from "./schema";

const parser = Parser.fromSchema(schema);
const serializer = DOMSerializer.fromSchema(schema);
const AROUND = "blockquote, li";

/** What the server keeps; empty where nothing is formatted. */
export function toHtml(doc: Node): string {
  if (isPlain(doc)) return "";
  const page = document.implementation.createHTMLDocument();
  const root = page.createElement("div");
  root.append(serializer.serializeFragment(doc.content, { document: page }));
  for (const around of [root, ...root.querySelectorAll(AROUND)]) joinLines(around);
  for (const image of root.querySelectorAll("img")) image.setAttribute("src", `cid:${fileOf(image)}`);
  for (const span of root.querySelectorAll("span")) span.removeAttribute("class");
  return root.innerHTML;
}

/** The plain text, as a textarea would hold it. */
export function toText(doc: Node): string {
  return doc.textBetween(0, doc.content.size, "\n");
}

/** What the server keeps as the editor's lines. */
export function fromHtml(html: string): Node {
  return parser.parse(lined(html), { preserveWhitespace: true });
}

/** Plain text as the editor's lines. */
export function fromText(text: string): Node {
  const lines = text.split("\n").map((line) => schema.node("paragraph", null, line ? [schema.text(line)] : []));
  return schema.node("doc", null, lines);
}

/** HTML to be put in where the caret is; what stands in one line joins the line. */
export function sliceOf(html: string): Slice {
  return parser.parseSlice(lined(html), { preserveWhitespace: true });
}

function isPlain(doc: Node): boolean {
  let isOne = true;
  doc.descendants((node) => {
    if (node.marks.length > 0 || !(node.isText || node.type.name === "paragraph")) isOne = false;
    return isOne;
  });
  return isOne;
}

function fileOf(image: HTMLImageElement): string {
  return image.getAttribute("src")?.split("/").at(-2) ?? "";
}

/** Lines that follow each other become one paragraph; an empty line ends it. */
function joinLines(around: Element): void {
  let paragraph: Element | undefined;
  let gaps = 0;
  for (const child of [...around.children]) {
    if (child.tagName !== "P") {
      paragraph = undefined;
      gaps = 0;
    } else if (!child.hasChildNodes()) {
      gaps += 1;
      child.remove();
    } else if (paragraph && gaps === 0) {
      paragraph.append(around.ownerDocument.createElement("br"), ...child.childNodes);
      child.remove();
    } else {
      // One gap is what stands between paragraphs; what is more was wanted.
      for (let more = paragraph ? 1 : 0; more < gaps; more += 1) child.prepend(around.ownerDocument.createElement("br"));
      paragraph = child;
      gaps = 0;
    }
  }
}

/** Paragraphs taken apart into lines, with an empty one between them. */
export function lined(html: string): Element {
  const root = new DOMParser().parseFromString(html, "text/html").body;
  for (const paragraph of root.querySelectorAll("p")) {
    const before = paragraph.previousElementSibling;
    if (before?.tagName === "P" && !paragraph.closest("li")) paragraph.before(root.ownerDocument.createElement("p"));
    for (const line of linesOf(paragraph)) paragraph.before(line);
    paragraph.remove();
  }
  return root;
}

function linesOf(paragraph: Element): Element[] {
  const lines = [paragraph.cloneNode() as Element];
  for (const node of [...paragraph.childNodes]) {
    if (node.nodeName === "BR") lines.push(paragraph.cloneNode() as Element);
    else lines.at(-1)?.append(node);
  }
  return lines;
}
