// Tell the stylesheet how large things are that letters of another size make larger.

const LEGEND_FROM = 40; // widths of the page's letters that a map has beside which the legend is open

/** Keep a custom property at the height of an element. */
export function follow(property: string, element: Element | null): void {
  if (!element) return;
  const { style } = document.documentElement;
  const tell = (): void => style.setProperty(property, `${element.getBoundingClientRect().height}px`);
  tell(); // what is measured next already counts on it
  new ResizeObserver(tell).observe(element);
}

/** What lies over a map at each of its sides, in pixels: legend, buttons, date and sheet. */
export interface Covered {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

/** Say whether the page is read from right to left: then legend and buttons lie on the left. */
export function isRightToLeft(): boolean {
  return document.documentElement.dir === "rtl";
}

const EDGE = 12; // pixels between the map's edge and what is shown
const BUTTONS = 76; // pixels that the buttons for zooming take at the end of the line

/** A popup has the place of legend and buttons where there is no room for all: see `makeRoom`. */
export function coveredOf(map: HTMLElement, { isPopup = false } = {}): Covered {
  const frame = map.getBoundingClientRect();
  const legend = legendOf(map);
  const panel = legend?.getBoundingClientRect();
  const date = map.parentElement?.querySelector(".map-date")?.getBoundingClientRect();
  const isBeside = legend?.open && panel && panel.width < frame.width / 2;
  const isAlone = isPopup && !hasRoom(map);
  // At the end of the page its foot pushes the map up, below the page's head.
  const head = (document.querySelector(".top")?.getBoundingClientRect().bottom ?? 0) - frame.top + EDGE;
  const isTurned = isRightToLeft();
  const beside = panel ? (isTurned ? panel.right - frame.left : frame.right - panel.left) : 0;
  const end = isBeside ? beside + EDGE : isAlone ? EDGE : BUTTONS;
  return {
    top: Math.max(panel && !isBeside && !isAlone ? panel.bottom - frame.top + 8 : EDGE, head),
    right: isTurned ? EDGE : end,
    bottom: Math.max(date ? frame.bottom - date.top + 8 : EDGE, frame.bottom - innerHeight + EDGE),
    left: isTurned ? end : EDGE,
  };
}

/** Shut the legend where it leaves no room for a popup, which hides it and the buttons while it is open. */
export function makeRoom(map: HTMLElement): void {
  const legend = legendOf(map);
  map.parentElement?.classList.toggle("is-crowded", !hasRoom(map));
  if (legend && !hasRoom(map)) legend.open = false;
}

function legendOf(map: HTMLElement): HTMLDetailsElement | null {
  return map.parentElement?.querySelector<HTMLDetailsElement>(".legend") ?? null;
}

/** Say whether a map is wide enough for an open legend beside what it shows. */
export function hasRoom(map: HTMLElement): boolean {
  return map.clientWidth >= LEGEND_FROM * letterOf();
}

/** The size of the page's letters, in pixels. */
export function letterOf(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}
