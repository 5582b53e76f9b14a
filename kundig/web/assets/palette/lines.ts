// The lines of the palette: kept as they came from the server, shown as they fit what is typed.
import { type Findable, findable, fit } from "./matching";

const MOST = 12;

export type Line = { element: HTMLElement; group: string; found: Findable };

/** Reads the options of an answer. What the page has nothing for, its forms and menus, is left out. */
export function readLines(html: string): Line[] {
  const box = document.createElement("template");
  box.innerHTML = html;
  const options = [...box.content.querySelectorAll<HTMLElement>("[role=option]")];
  return options.filter(isWithinReach).map((element) => ({
    element,
    group: element.dataset["group"] ?? "",
    found: findable(element.dataset["words"] ?? ""),
  }));
}

function isWithinReach(option: HTMLElement): boolean {
  const pressed = option.dataset["press"];
  // The sheet of keys is opened by whoever listens, everything else by an element.
  return !pressed || pressed === "keys" || document.querySelector(`[data-shortcut~="${pressed}"]`) !== null;
}

/** Those that fit, the best first; all of them where nothing is typed. */
export function fitting(lines: Line[], typed: string, most = MOST): Line[] {
  if (!typed.trim()) return lines;
  const judged = lines.map((line) => ({ line, how: fit(typed, line.found) * weight(line) })).filter(({ how }) => how > 0);
  judged.sort((one, other) => other.how - one.how);
  return judged.slice(0, most).map(({ line }) => line);
}

/** What can be done with what stands open is meant more often than a place of the same name. */
function weight(line: Line): number {
  return line.element.dataset["name"]?.startsWith("verb:") ? 1.3 : 1;
}

/** The lines under the headings of their groups, in the order in which the groups come. */
export function grouped(lines: Line[], id: string): HTMLElement[] {
  const groups = new Map<string, Line[]>();
  for (const line of lines) groups.set(line.group, [...(groups.get(line.group) ?? []), line]);
  return [...groups].map(([name, members], number) => {
    const group = document.createElement("ul");
    group.setAttribute("role", "group");
    const heading = document.createElement("li");
    heading.className = "menu-title";
    heading.id = `${id}-group-${number}`;
    heading.setAttribute("role", "presentation");
    heading.textContent = name;
    group.setAttribute("aria-labelledby", heading.id);
    group.append(heading, ...members.map((line) => line.element));
    return group;
  });
}
