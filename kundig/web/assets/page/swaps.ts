// The swap style "keyed" for htmx: see keyed.ts.
import htmx from "htmx.org";
import { bringUpToDate } from "./keyed";

/** Makes the swap style known to htmx. */
export function teachKeyedSwap(): void {
  htmx.defineExtension("keyed", {
    isInlineSwap: (style: string) => style === "keyed",
    handleSwap: (style: string, target: Node, fragment: Node) => {
      if (style !== "keyed" || !(target instanceof Element)) return false;
      return bringUpToDate(target, fragment as ParentNode);
    },
  });
}
