// Keep the lists beside the map in step with what the map shows.

import type { Config } from "./config.ts";
import type { Loaded } from "./loader.ts";
import { type Box, inView, isInside, type Place } from "./places.ts";
import { icon, tag } from "./symbols.ts";
import { fullName, kindOf, nameOf, say } from "./words.ts";

const ROWS = 12;

export class Lists {
  constructor(
    private readonly config: Config,
    private readonly root: HTMLElement,
    private readonly show: (place: Place) => void,
  ) {}

  draw(collection: string, isOn: boolean, loaded: Loaded | undefined, view: Box): void {
    const card = this.root.querySelector<HTMLElement>(`[data-collection="${collection}"]`);
    if (!card) return;
    card.hidden = !isOn;
    if (!isOn || !loaded) return;
    if (loaded.cells.length) return this.tellMany(card, collection, loaded, view);
    const seen = inView(loaded.places, view, this.config.language);
    const rows = seen.slice(0, ROWS);
    const keys = rows.map((place) => place.key).join();
    const count = card.querySelector(".count");
    if (count) count.textContent = say(this.config, "inView", { count: seen.length });
    if (card.dataset.shown === keys && card.dataset.total === String(seen.length)) return;
    card.dataset.shown = keys;
    card.dataset.total = String(seen.length);
    const list = tag("ul", "short-list");
    list.append(...rows.map((place) => this.row(place)));
    if (seen.length > rows.length) list.append(tag("li", "what", `+ ${seen.length - rows.length}`));
    const empty = tag("p", "nothing", say(this.config, "noneInView"));
    card.querySelector(".short-list, .nothing, .all-in-view")?.replaceWith(rows.length ? list : empty);
    this.warn(card, collection, loaded);
  }

  /** Where very many are in view: about how many, and the way to the list of them. */
  private tellMany(card: HTMLElement, collection: string, loaded: Loaded, view: Box): void {
    const counts = loaded.cells.filter(({ lon, lat }) => isInside([lon, lat], view)).map(({ count }) => count);
    const number = counts.reduce((sum, count) => sum + count, 0);
    const count = card.querySelector(".count");
    if (count) count.textContent = say(this.config, "aboutInView", { count: number });
    const { page = "", names = "" } = this.config.collections[collection] ?? {};
    const link = document.createElement("a");
    link.href = `${page}?bbox=${view.map((side) => side.toFixed(5)).join()}`;
    link.append(say(this.config, "allInView", { names }), icon(this.config, "forward"));
    const line = tag("p", "more all-in-view");
    line.append(link);
    card.dataset.shown = "";
    card.querySelector(".short-list, .nothing, .all-in-view")?.replaceWith(line);
    card.querySelector(".too-many")?.remove();
  }

  private row(place: Place): HTMLElement {
    const row = tag("li", "");
    const link = document.createElement("a");
    link.href = `${this.config.collections[place.collection]?.page}${place.id}/`;
    const name = document.createElement("bdi");
    name.textContent = nameOf(this.config, place);
    if (place.language && place.language !== this.config.language) name.lang = place.language;
    link.append(name);
    const onMap = document.createElement("button");
    onMap.type = "button";
    onMap.className = "on-map";
    onMap.append(icon(this.config, "place"));
    onMap.setAttribute("aria-label", say(this.config, "onMap", { name: fullName(this.config, place) }));
    onMap.addEventListener("click", () => this.show(place));
    row.append(onMap, link);
    if (place.name) row.append(" ", tag("span", "what", kindOf(this.config, place)));
    if (place.isExample) row.append(" ", tag("span", "mark mark-example", say(this.config, "example")));
    return row;
  }

  private warn(card: HTMLElement, collection: string, loaded: Loaded): void {
    card.querySelector(".too-many")?.remove();
    if (loaded.places.length >= loaded.count) return;
    const names = this.config.collections[collection]?.names ?? "";
    const values = { names, shown: loaded.places.length, count: loaded.count };
    card.append(tag("p", "too-many what", say(this.config, "tooMany", values)));
  }
}
