// What only this browser decides (theme, width of the list) lies in a cookie, so that the server
// draws the next page right from the start.

const YEAR = 60 * 60 * 24 * 365;

/** Keeps a value for a year; an empty one is forgotten. */
export function keep(name: string, value: string): void {
  const age = value === "" ? 0 : YEAR;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
}
