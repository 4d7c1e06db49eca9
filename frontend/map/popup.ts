// Show what a place or a point is and what can be asked of it; the focus goes in and comes back.

import type { Config } from "./config.ts";
import type { Place } from "./places.ts";
import { coveredOf, letterOf, makeRoom } from "./room.ts";
import { button, icon, tag } from "./symbols.ts";
import { fullName, kindOf, nameOf, say } from "./words.ts";

const TIP = 22; // pixels below what a popup holds
const LEAST_HEIGHT = 150;
const LEAST_WIDTH = 220;
const LETTERS = 18.75; // widths of the page's letters that it is wide at most

/** What can be asked: endpoints as `from` and `to` take them. */
export interface Choice {
  from?: string;
  to?: string;
  area?: "metres";
}

export class Popup {
  private opened: L.Popup | null = null;
  private giveBack: () => void = () => undefined;
  private isMoving = false;

  constructor(
    private readonly map: L.Map,
    private readonly config: Config,
    private readonly choose: (choice: Choice) => void,
  ) {
    map.on("movestart", () => {
      this.isMoving = true;
    });
    map.on("moveend", () => {
      this.isMoving = false;
    });
  }

  showPlace(place: Place, at: L.LatLng, giveBack: () => void): void {
    const body = tag("div", "popup");
    const heading = tag("h3", "popup-name", nameOf(this.config, place));
    if (place.language && place.language !== this.config.language) heading.lang = place.language;
    body.append(heading, tag("p", "popup-kind", kindOf(this.config, place)));
    if (place.isExample) body.append(tag("p", "mark mark-example", say(this.config, "example")));
    body.append(this.choices(place.endpoint));
    const link = document.createElement("a");
    link.href = `${this.config.collections[place.collection]?.page}${place.id}/`;
    link.className = "popup-page";
    link.append(say(this.config, "page"), icon(this.config, "forward"));
    body.append(link);
    this.open(body, heading, fullName(this.config, place), at, giveBack, place.lines.length ? 0 : 14);
  }

  showPoint(at: L.LatLng, name: string, endpoint: string, giveBack: () => void): void {
    const body = tag("div", "popup");
    const heading = tag("h3", "popup-name", name);
    const place = tag("p", "popup-kind", endpoint);
    place.dir = "ltr";
    body.append(heading, place, this.choices(endpoint));
    this.open(body, heading, name, at, giveBack, 0);
  }

  /** Add a line to what is open; the popup grows upwards and keeps the focus. */
  add(text: string): void {
    if (!text) return;
    const choices = this.opened?.getElement()?.querySelector(".popup-choices");
    choices?.before(tag("p", "popup-kind", text));
    this.settle();
  }

  close(): void {
    if (this.opened) this.map.closePopup(this.opened);
  }

  private choices(endpoint: string): HTMLElement {
    const list = tag("div", "popup-choices");
    const add = (key: string, choice: Choice): void => {
      list.append(button(say(this.config, key), "popup-choice", () => this.taken(choice)));
    };
    add("fromHere", { from: endpoint });
    add("toHere", { to: endpoint });
    if (!endpoint.startsWith("trail:")) add("areaHere", { from: endpoint, area: "metres" });
    return list;
  }

  private taken(choice: Choice): void {
    this.giveBack = () => undefined; // the focus goes to the answer
    this.close();
    this.choose(choice);
  }

  private open(body: HTMLElement, heading: HTMLElement, name: string, at: L.LatLng, giveBack: () => void, up: number): void {
    this.close();
    heading.tabIndex = -1;
    makeRoom(this.map.getContainer());
    const { x, y } = this.map.getSize();
    const over = coveredOf(this.map.getContainer(), { isPopup: true });
    const popup = L.popup({
      closeButton: false,
      autoPan: false, // knows nothing of legend and sheet, nor of lines that are added: see `settle`
      maxWidth: Math.min(Math.max(x - over.left - over.right, LEAST_WIDTH), LETTERS * letterOf()),
      minWidth: LEAST_WIDTH,
      offset: [0, -up],
      closeOnEscapeKey: false,
      className: "map-popup",
    });
    const shut = button("", "popup-close", () => this.close());
    shut.setAttribute("aria-label", say(this.config, "close"));
    shut.append(icon(this.config, "close"));
    body.append(shut);
    body.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.close();
    });
    popup.setLatLng(at).setContent(body);
    popup.on("remove", () => {
      if (this.opened === popup) this.opened = null;
      const inside = body.contains(document.activeElement) || document.activeElement === document.body;
      if (inside) this.giveBack();
    });
    popup.openOn(this.map);
    this.opened = popup;
    this.giveBack = giveBack;
    const frame = popup.getElement();
    frame?.setAttribute("role", "dialog");
    frame?.setAttribute("aria-label", name);
    // What is longer, with larger letters, scrolls.
    frame?.style.setProperty("--popup-height", `${Math.max(y - over.top - over.bottom - TIP, LEAST_HEIGHT)}px`);
    heading.focus({ preventScroll: true });
    this.settle();
  }

  /** Move the map until nothing lies over the popup. */
  private settle(): void {
    if (this.isMoving) return void this.map.once("moveend", () => this.settle());
    const popup = this.opened?.getElement()?.getBoundingClientRect();
    if (!popup) return;
    const frame = this.map.getContainer().getBoundingClientRect();
    const over = coveredOf(this.map.getContainer(), { isPopup: true });
    const aside = beyond(popup.left - frame.left - over.left, popup.right - frame.right + over.right);
    const down = beyond(popup.top - frame.top - over.top, popup.bottom - frame.bottom + over.bottom);
    const animate = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (aside || down) this.map.panBy([aside, down], { animate });
  }
}

/** How far to move for what lies before the start, else for what lies behind the end. */
function beyond(start: number, end: number): number {
  return start < 0 ? start : Math.max(end, 0);
}
