// Make the elements of the map's symbols: real buttons with names of their own.

import type { Config } from "./config.ts";

const SVG = "http://www.w3.org/2000/svg";

/** Return a symbol of the page's sprite. */
export function icon(config: Pick<Config, "icons">, name: string): SVGSVGElement {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("class", `icon icon-${name}`);
  drawing.setAttribute("aria-hidden", "true");
  drawing.setAttribute("focusable", "false");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${config.icons}#${name}`);
  drawing.append(use);
  return drawing;
}

export function pinButton(config: Config, collection: string, isExample: boolean, kind = ""): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = `pin pin-${collection}${isExample ? " pin-example" : ""}`;
  const { icon: usual = "place", icons = {} } = config.collections[collection] ?? {};
  button.append(icon(config, icons[kind] ?? usual));
  return button;
}

export function clusterButton(config: Config, collection: string, count: number): HTMLButtonElement {
  const button = pinButton(config, collection, false);
  button.classList.add("pin-many");
  const number = document.createElement("span");
  number.className = "pin-count";
  number.textContent = String(count);
  button.append(number);
  return button;
}

export function button(text: string, className: string, press: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.textContent = text;
  made.addEventListener("click", press);
  return made;
}

export function tag(name: string, className: string, text = ""): HTMLElement {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}
