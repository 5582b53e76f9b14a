/** What the server calls this page, as long as it stands open; two windows are two pages. */
export const OWN_PAGE = [...crypto.getRandomValues(new Uint8Array(16))]
  .map((byte) => byte.toString(16).padStart(2, "0"))
  .join("");
