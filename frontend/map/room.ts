// Tell the stylesheet how large things are that letters of another size make larger.

const LEGEND_FROM = 40; // widths of the page's letters that a map has beside which the legend is open

/** Keep a custom property at the height of an element. */
export function follow(property: string, element: Element | null): void {
  if (!element) return;
  const { style } = document.documentElement;
  new ResizeObserver(() => style.setProperty(property, `${element.getBoundingClientRect().height}px`)).observe(element);
}

/** Say whether a map is wide enough for an open legend beside what it shows. */
export function hasRoom(map: HTMLElement): boolean {
  return map.clientWidth >= LEGEND_FROM * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}
