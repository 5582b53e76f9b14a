// How htmx behaves here: nothing evaluated, nothing from elsewhere, no private page kept in the
// browser's storage.
import htmx from "htmx.org";

/** Configures htmx; it starts by itself when the page is ready. */
export function setUpHtmx(): void {
  Object.assign(htmx.config, {
    allowEval: false,
    allowScriptTags: false,
    includeIndicatorStyles: false,
    selfRequestsOnly: true,
    historyCacheSize: 0,
    // What has come works at once: a key pressed in between would send a form as a page of its own.
    defaultSettleDelay: 0,
    // Never `style`: the policy of the page forbids it as an attribute.
    attributesToSettle: ["class"],
    refreshOnHistoryMiss: true,
    responseHandling: [
      { code: "204", swap: false },
      { code: "[23]..", swap: true },
      { code: "422", swap: true },
      { code: "...", swap: false, error: true },
    ],
  });
}
