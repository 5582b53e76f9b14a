// <relative-time><time datetime="…" title="exact">5 min ago</time></relative-time>
// Goes on counting minutes and hours where the server began; what is older than a day stays.
import { word } from "../page/words";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const shown = new Set<RelativeTime>();
let clock: ReturnType<typeof setInterval> | undefined;

/** The words for a distance in seconds (positive: past); null beyond a day. */
export function describe(seconds: number): string | null {
  const distance = Math.abs(seconds);
  const way = seconds > 0 ? "Ago" : "Ahead";
  if (distance < MINUTE) return word("now");
  if (distance < HOUR) return count(`minutes${way}`, distance / MINUTE);
  if (distance < DAY) return count(`hours${way}`, distance / HOUR);
  return null;
}

function count(name: string, amount: number): string {
  return word(name).replace("{n}", String(Math.floor(amount)));
}

class RelativeTime extends HTMLElement {
  connectedCallback(): void {
    shown.add(this);
    clock ??= setInterval(() => shown.forEach((one) => one.tick()), 20_000);
  }

  disconnectedCallback(): void {
    shown.delete(this);
    if (shown.size > 0) return;
    clearInterval(clock);
    clock = undefined;
  }

  tick(now = Date.now()): void {
    const time = this.querySelector("time");
    if (!time) return;
    const words = describe(Math.trunc((now - Date.parse(time.dateTime)) / 1000));
    if (words !== null && words !== time.textContent) time.textContent = words;
  }
}

customElements.define("relative-time", RelativeTime);
