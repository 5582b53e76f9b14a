// <mail-frame><iframe sandbox="allow-same-origin …" src="…"></iframe></mail-frame>: as high as the
// mail in it. Nothing runs inside the frame; this page measures it from outside. A mail that brings no
// colours and no layout of its own is dressed like the letter around it, in the dark too. What is
// quoted at its end is folded (data-quote-words), by means that need no script in there. Below the frame
// (.mail-target) stands where the link leads that is pointed at or focused.

const NARROWEST = 40;
const TALLEST = 20_000;
const SMALLEST = 0.5;
const HEAD_OF_A_MAIL = /^\s*(From|Von|De|Da|Od|Van|Från|Sent|Gesendet)\s*:/;
// Looks like the folded quotes of plain mails, in the dark and on a mail's own ground.
const FOLD =
  "display: inline-block; margin: 12px 0 2px; padding: 2px 8px; border-radius: 999px; cursor: pointer; " +
  "background: rgb(127 127 127 / 0.14); font: 550 12px/16px 'Hanken Grotesk', system-ui, sans-serif";
const CONTENT = "img, hr, table";
const OWN_LOOK = "table, img, [bgcolor], [background], font[color], [style*='color'], [style*='background']";

class MailFrame extends HTMLElement {
  private watcher: ResizeObserver | undefined;

  connectedCallback(): void {
    const frame = this.querySelector("iframe");
    if (!frame) return;
    frame.addEventListener("load", () => this.watch(frame));
    if (frame.contentDocument?.readyState === "complete") this.watch(frame);
  }

  disconnectedCallback(): void {
    this.watcher?.disconnect();
  }

  private watch(frame: HTMLIFrameElement): void {
    const page = frame.contentDocument?.documentElement;
    const body = frame.contentDocument?.body;
    if (!page || !body || frame.contentDocument?.URL === "about:blank") return;
    this.toggleAttribute("data-pictures", new URL(frame.contentDocument.URL).searchParams.has("pictures"));
    this.tellTargets(page);
    this.foldQuote(body);
    closeGaps(body);
    if (!body.querySelector(OWN_LOOK)) this.dress(body);
    this.watcher?.disconnect();
    this.watcher = new ResizeObserver(() => this.measure(frame, body));
    this.watcher.observe(body);
    this.measure(frame, body);
    this.toggleAttribute("data-ready", true);
  }

  private tellTargets(page: HTMLElement): void {
    const line = this.querySelector<HTMLElement>(".mail-target");
    if (!line) return;
    // Nodes of the frame are no instances of this page's classes.
    const tell = (event: Event) => show(line, (event.target as Element).closest?.("a[href]")?.getAttribute("href"));
    const quiet = () => show(line, null);
    page.addEventListener("mouseover", tell);
    page.addEventListener("focusin", tell);
    page.addEventListener("mouseleave", quiet);
    page.addEventListener("focusout", quiet);
    page.toggleAttribute("data-told", true);
  }

  private foldQuote(body: HTMLElement): void {
    const quote = endingQuote(body);
    if (!quote || body.querySelector("details")) return;
    for (let gap = quote[0]?.previousSibling; gap && isBlank(gap); gap = gap.previousSibling) quote.unshift(gap);
    const fold = body.ownerDocument.createElement("details");
    const summary = fold.appendChild(body.ownerDocument.createElement("summary"));
    summary.textContent = this.dataset["quoteWords"] ?? "…";
    summary.style.cssText = FOLD;
    quote[0]?.before(fold);
    fold.append(...quote);
  }

  private dress(body: HTMLElement): void {
    const ours = getComputedStyle(this);
    Object.assign(body.style, {
      background: "transparent",
      color: ours.color,
      fontSize: "15px",
      lineHeight: "24px",
      fontFamily: `${ours.fontFamily}, system-ui, sans-serif`,
    });
    for (const link of body.querySelectorAll<HTMLElement>("a")) {
      // Worked out by this page: the frame is light and would take the light one of the two.
      link.style.color = ours.accentColor;
    }
  }

  private measure(frame: HTMLIFrameElement, body: HTMLElement): void {
    fit(frame, body);
    const style = frame.contentWindow?.getComputedStyle(body);
    const margins = parseFloat(style?.marginTop ?? "0") + parseFloat(style?.marginBottom ?? "0");
    const height = Math.ceil(Math.max(body.getBoundingClientRect().height + margins, NARROWEST));
    frame.style.height = `${Math.min(height, TALLEST)}px`;
    this.dispatchEvent(new Event("measured", { bubbles: true }));
  }
}

/** A mail that was laid out for a wider page is made smaller until it fits; what is still too wide scrolls. */
function fit(frame: HTMLIFrameElement, body: HTMLElement): void {
  body.style.zoom = "";
  const widest = body.ownerDocument.documentElement.scrollWidth;
  if (widest > frame.clientWidth + 1) {
    body.style.zoom = String(Math.max(frame.clientWidth / widest, SMALLEST));
  }
}

/** Where an address leads: the host as the network knows it, where no letter looks like another, and the rest. */
export function target(href: string): [string, string] {
  try {
    const { protocol, host, pathname, search, hash } = new URL(href);
    if (!host) return [decodeURIComponent(pathname), ""];
    const rest = pathname + search + hash;
    return [protocol === "https:" ? host : `${protocol}//${host}`, rest === "/" ? "" : rest];
  } catch {
    return [href, ""];
  }
}

function show(line: HTMLElement, href: string | null | undefined): void {
  line.hidden = !href;
  if (!href) return;
  const [host, rest] = target(href);
  line.querySelector("strong")?.replaceChildren(host);
  line.querySelector(".rest")?.replaceChildren(rest);
}

/** The quote that ends a mail with the line that introduces it; null where answers stand between. */
export function endingQuote(body: HTMLElement): ChildNode[] | null {
  const start = [...body.querySelectorAll("blockquote, div[style*='border-top'], div[style*='border-left']")].find(
    (element) => element.localName === "blockquote" || HEAD_OF_A_MAIL.test(element.textContent ?? ""),
  );
  if (!start) return null;
  const nodes: ChildNode[] = [start];
  // A line above means that all below is old; a block ends, and an answer may follow it.
  const isBlock = start.localName === "blockquote" || !start.getAttribute("style")?.includes("border-top");
  for (let after = start.nextSibling; after; after = after.nextSibling) {
    if (isBlock && after.textContent?.trim()) return null;
    nodes.push(after);
  }
  if (isBlock && hasTextAfter(start, body)) return null;
  const before = introduction(start);
  return before ? [...before, ...nodes] : nodes;
}

/** Who sets paragraphs apart by empty ones means them to have no space of their own. */
function closeGaps(body: HTMLElement): void {
  const paragraphs = [...body.querySelectorAll("p")];
  if (!paragraphs.some(isBlank)) return;
  for (const one of paragraphs) if (!one.style.margin && !one.style.marginBottom) one.style.margin = "0";
}

function isBlank(node: Node): boolean {
  // Nodes of the frame are no instances of this page's classes.
  const element = node.nodeType === Node.ELEMENT_NODE ? (node as Element) : null;
  return !node.textContent?.trim() && !element?.matches(CONTENT) && !element?.querySelector(CONTENT);
}

function hasTextAfter(start: Element, body: HTMLElement): boolean {
  for (let up: Element = start; up !== body; up = up.parentElement ?? body) {
    for (let next = up.nextSibling; next; next = next.nextSibling) if (next.textContent?.trim()) return true;
  }
  return false;
}

function introduction(start: Element): ChildNode[] | null {
  const found: ChildNode[] = [];
  for (let before = start.previousSibling; before; before = before.previousSibling) {
    found.unshift(before);
    const words = before.textContent?.trim() ?? "";
    if (words) return words.endsWith(":") && words.length < 300 ? found : null;
  }
  return null;
}

customElements.define("mail-frame", MailFrame);
