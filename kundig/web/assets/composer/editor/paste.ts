// What is pasted from an office program or a page, brought to what the schema knows.
import { lined } from "./html";

const LIST_STYLE = /mso-list:\s*l\d+\s+level(\d+)/i;
const MARKER = "span[style*='mso-list:Ignore' i]";
const JUNK = "style, script, meta, link, title, xml, o\\:p:empty, .Apple-interchange-newline";

/** Returns cleaned HTML; styles are left for the schema, which takes bold, italic and the like from them. */
export function cleanPasted(html: string): string {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const junk of page.querySelectorAll(JUNK)) junk.remove();
  for (const paragraph of [...page.querySelectorAll("p")]) makeItem(paragraph, page);
  return lined(page.body.innerHTML).innerHTML;
}

/** One office program writes lists as paragraphs with a painted marker. */
function makeItem(paragraph: Element, page: Document): void {
  if (!LIST_STYLE.test(paragraph.getAttribute("style") ?? "")) return;
  const marker = paragraph.querySelector(MARKER);
  const kind = /^\s*(\d+|[a-z])[.)]/i.test(marker?.textContent ?? "") ? "OL" : "UL";
  marker?.remove();
  const before = paragraph.previousElementSibling;
  const list = before?.tagName === kind ? before : page.createElement(kind);
  const item = page.createElement("li");
  item.append(...paragraph.childNodes);
  list.append(item);
  if (list === before) paragraph.remove();
  else paragraph.replaceWith(list);
}
