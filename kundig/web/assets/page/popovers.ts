// Puts a popover beside the button that opens it. `data-place="beside"` puts it to the button's
// right; panes that fold away (.desk-views, .desk-person) keep the place their style gives them.

const GAP = 4;
const EDGE = 8;

/** Watches every popover of the page, those that come later included. */
export function placePopovers(): void {
  document.addEventListener(
    "beforetoggle",
    (event) => {
      const popover = event.target as HTMLElement;
      if ((event as ToggleEvent).newState === "open" && popover.matches(".menu, .popover")) {
        requestAnimationFrame(() => place(popover));
      }
    },
    true,
  );
  // What came later may need more room.
  document.addEventListener("htmx:load", (event) => {
    const popover = (event.target as Element).closest<HTMLElement>(".menu:popover-open");
    if (popover) place(popover);
  });
}

function place(popover: HTMLElement): void {
  const opener = document.querySelector(`[popovertarget="${CSS.escape(popover.id)}"]`);
  if (!opener) return;
  const spot = spotFor(
    opener.getBoundingClientRect(),
    popover.getBoundingClientRect(),
    { width: document.documentElement.clientWidth, height: innerHeight },
    popover.dataset["place"] === "beside",
  );
  popover.style.left = `${spot.left}px`;
  popover.style.top = `${spot.top}px`;
}

type Box = { left: number; right: number; top: number; bottom: number };
type Size = { width: number; height: number };

/** Below the opener and flush with its start, or wherever there is room. */
export function spotFor(opener: Box, size: Size, room: Size, beside: boolean): { left: number; top: number } {
  let left = beside ? opener.right + GAP : opener.left;
  let top = beside ? opener.bottom - size.height : opener.bottom + GAP;
  if (!beside && top + size.height > room.height - EDGE) top = opener.top - GAP - size.height;
  if (!beside && left + size.width > room.width - EDGE) left = opener.right - size.width;
  return {
    left: within(left, room.width - size.width - EDGE),
    top: within(top, room.height - size.height - EDGE),
  };
}

function within(value: number, most: number): number {
  return Math.round(Math.max(EDGE, Math.min(value, most)));
}
