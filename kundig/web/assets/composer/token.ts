// The token that proves to the server that a request comes from this page.

/** Returns the page's token. */
export function csrfToken(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}
