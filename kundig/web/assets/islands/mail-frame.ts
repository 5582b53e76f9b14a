// <mail-frame><iframe sandbox="allow-same-origin …" src="…"></iframe></mail-frame>: as high as the
// mail in it. Nothing runs inside the frame; this page measures it from outside.

const NARROWEST = 40;
const TALLEST = 20_000;

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
    this.watcher?.disconnect();
    this.watcher = new ResizeObserver(() => this.measure(frame, body));
    this.watcher.observe(body);
    this.measure(frame, body);
    this.toggleAttribute("data-ready", true);
  }

  private measure(frame: HTMLIFrameElement, body: HTMLElement): void {
    const style = frame.contentWindow?.getComputedStyle(body);
    const margins = parseFloat(style?.marginTop ?? "0") + parseFloat(style?.marginBottom ?? "0");
    const height = Math.ceil(Math.max(body.getBoundingClientRect().height + margins, NARROWEST));
    frame.style.height = `${Math.min(height, TALLEST)}px`;
    this.dispatchEvent(new Event("measured", { bubbles: true }));
  }
}

customElements.define("mail-frame", MailFrame);
