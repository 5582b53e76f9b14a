// Forgiving matching: every word that is typed must begin a word of the line, stand in one, or begin
// one with a slip of the finger. "gelost", "geloest" and "gelöst" are the same, and so are ß and ss.

const MARKS = /[\u0300-\u036f]/g;
const SPELLED: Record<string, string> = { ä: "ae", ö: "oe", ü: "ue" };

/** Each word in its spellings: "Müller" is muller and mueller. */
export function spellings(text: string): string[][] {
  const words = text.toLowerCase().normalize("NFC").replaceAll("ß", "ss").match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.map((word) => {
    const bare = word.normalize("NFD").replace(MARKS, "");
    const spelled = word.replace(/[äöü]/g, (letter) => SPELLED[letter] ?? letter);
    return spelled === bare ? [bare] : [bare, spelled.normalize("NFD").replace(MARKS, "")];
  });
}

/** A line that can be found; the words it is called by count more than the others behind the first break. */
export type Findable = { called: string[][]; otherwise: string[][] };

/** Takes "Als gelöst markieren\nMark as resolved" apart. */
export function findable(words: string): Findable {
  const [called = "", ...otherwise] = words.split("\n");
  return { called: spellings(called), otherwise: spellings(otherwise.join(" ")) };
}

/** How well `line` fits what was typed: 0 for not at all. */
export function fit(typed: string, line: Findable): number {
  const wanted = spellings(typed);
  let sum = 0;
  for (const word of wanted) {
    const best = Math.max(
      ...line.called.map((known, place) => likeness(word, known) * (place === 0 ? 1.2 : 1)),
      ...line.otherwise.map((known) => likeness(word, known) * 0.8),
    );
    if (!(best > 0)) return 0;
    sum += best;
  }
  return wanted.length ? sum / wanted.length : 0;
}

function likeness(typed: string[], known: string[]): number {
  let best = 0;
  for (const one of typed) for (const other of known) best = Math.max(best, likenessOf(one, other));
  return best;
}

function likenessOf(typed: string, known: string): number {
  if (known === typed) return 1;
  if (known.startsWith(typed)) return 0.8 + (0.15 * typed.length) / known.length;
  if (typed.length > 2 && known.includes(typed)) return 0.5;
  const slips = typed.length < 4 ? 0 : typed.length < 8 ? 1 : 2;
  // The first letter is hardly ever the wrong one, and asking for it keeps foreign words out.
  if (!slips || typed[0] !== known[0]) return 0;
  const made = slipsToBegin(typed, known);
  return made <= slips ? 0.4 - made / 10 : 0;
}

/** How many letters must be changed, added, dropped or swapped for `typed` to begin `known`. */
export function slipsToBegin(typed: string, known: string): number {
  let before: number[] = [];
  let row = Array.from({ length: known.length + 1 }, (_, place) => place);
  for (let i = 1; i <= typed.length; i++) {
    const next = [i];
    for (let j = 1; j <= known.length; j++) {
      const same = typed[i - 1] === known[j - 1];
      let least = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1));
      const isSwapped = i > 1 && j > 1 && typed[i - 1] === known[j - 2] && typed[i - 2] === known[j - 1];
      if (isSwapped) least = Math.min(least, (before[j - 2] ?? 0) + 1);
      next.push(least);
    }
    before = row;
    row = next;
  }
  return Math.min(...row);
}
