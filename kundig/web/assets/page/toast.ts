// One sentence at the edge of the page, from anywhere: toast(word("failed"), "breached").

export type Tone = "" | "met" | "breached";

/** Asks the toast region to show a sentence. */
export function toast(words: string, tone: Tone = ""): void {
  document.dispatchEvent(new CustomEvent("toast", { detail: { words, tone } }));
}
