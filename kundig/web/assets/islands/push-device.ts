// <push-device data-key-url="…" data-add-url="…" hidden> around a button: asks the browser to be told by push
// and tells the server its address. Shows itself where the browser can and is not told yet.
import { csrfToken } from "../composer/token";
import { serviceWorker } from "../page/worker";

class PushDevice extends HTMLElement {
  connectedCallback(): void {
    if (!("PushManager" in window) || !("serviceWorker" in navigator)) return;
    this.querySelector("button")?.addEventListener("click", () => void this.ask());
    void this.draw();
  }

  private async draw(): Promise<void> {
    const worker = await serviceWorker();
    const known = await worker?.pushManager.getSubscription();
    this.hidden = !worker || (Boolean(known) && Notification.permission === "granted");
  }

  private async ask(): Promise<void> {
    this.say("denied", false);
    this.say("failed", false);
    if ((await Notification.requestPermission()) !== "granted") return this.say("denied", true);
    try {
      await this.subscribe();
      location.reload();
    } catch {
      this.say("failed", true);
    }
  }

  private async subscribe(): Promise<void> {
    const { key } = (await (await this.post("keyUrl")).json()) as { key: string };
    const worker = await serviceWorker();
    const made = await worker?.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    const { endpoint, keys } = made?.toJSON() ?? {};
    if (!endpoint || !keys) throw new Error("no subscription");
    await this.post("addUrl", { endpoint, key: keys["p256dh"] ?? "", auth: keys["auth"] ?? "" });
  }

  private async post(url: "keyUrl" | "addUrl", values: Record<string, string> = {}): Promise<Response> {
    const answer = await fetch(this.dataset[url] ?? "", {
      method: "POST",
      headers: { "X-CSRFToken": csrfToken() },
      body: new URLSearchParams(values),
    });
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer;
  }

  private say(what: "denied" | "failed", is: boolean): void {
    const words = this.querySelector<HTMLElement>(`[data-${what}]`);
    if (words) words.hidden = !is;
  }
}

customElements.define("push-device", PushDevice);
