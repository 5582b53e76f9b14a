// Where words of the plain text stand in what is formatted. The two count differently (signs of lists, quotes and
// links are in the text alone), so the words themselves are looked for: the same one of those that are alike.
import type { Node } from "prosemirror-model";

/** Return from where to where in `doc` the words lie that `text` has from `start` to `end`; nothing if they can't be found. */
export function placeOf(doc: Node, text: string, start: number, end: number): [number, number] | undefined {
  const words = text.slice(start, end).split("\n")[0] ?? "";
  if (!words) return undefined;
  const found: [number, number][] = [];
  doc.descendants((block, position) => {
    if (!block.isTextblock) return;
    const inside = block.textBetween(0, block.content.size, undefined, "\ufffc");
    for (const at of occurrences(inside, words)) {
      found.push([position + 1 + at, position + 1 + at + words.length]);
    }
  });
  return found[occurrences(text.slice(0, start), words).length] ?? found[0];
}

function occurrences(text: string, words: string): number[] {
  const found = [];
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) found.push(at);
  return found;
}
