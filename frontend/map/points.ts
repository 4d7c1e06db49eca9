// The map beside the rows of a file that is to be imported: every row has its point.

import { Basemap } from "./basemap.ts";
import { type Config, element, type RowPoint, type RowPoints } from "./config.ts";
import { makeMap } from "./frame.ts";
import { Markers } from "./markers.ts";
import { Messages } from "./messages.ts";
import type { Place } from "./places.ts";
import { say } from "./words.ts";

const PADDING: [number, number] = [40, 40];
const CLOSEST = 16;

export class PointsMap {
  private readonly map: L.Map;
  private readonly markers: Markers;
  private readonly messages = new Messages(element("map-status"), element("map-message"));
  private readonly side = element("side");

  constructor(
    private readonly config: Config,
    private readonly rows: RowPoints,
  ) {
    this.map = makeMap(element("map"), config);
    this.markers = new Markers(this.map, config, (place) => this.lead(place.id));
  }

  start(): void {
    const { collection, points } = this.rows;
    this.markers.set(collection, points.map((each) => placeOf(collection, each)));
    this.map.on("moveend", () => this.markers.draw([collection]));
    const bounds = L.latLngBounds(points.map(({ point: [lon, lat] }) => L.latLng(lat, lon)));
    this.map.fitBounds(bounds, { padding: PADDING, maxZoom: CLOSEST, animate: false });
    const basemap: Basemap = new Basemap(this.map, this.config, () => {
      this.messages.problem(say(this.config, "noBasemap"), say(this.config, "again"), () => void basemap.retry());
    });
    for (const each of points) this.button(each.row)?.addEventListener("click", () => this.show(each));
  }

  /** From the row to the map. */
  private show(each: RowPoint): void {
    const [lon, lat] = each.point;
    this.choose(each.row);
    this.map.setView([lat, lon], Math.max(this.map.getZoom(), CLOSEST), { animate: false });
    element("map").scrollIntoView({ block: "nearest" });
    this.messages.say(each.name);
  }

  /** From the map to the row, which takes the focus. */
  private lead(row: number): void {
    this.choose(row);
    this.button(row)?.focus();
  }

  private choose(row: number): void {
    for (const each of this.side.querySelectorAll<HTMLElement>("[data-row]")) {
      const isChosen = each.dataset.row === String(row);
      each.classList.toggle("chosen-row", isChosen);
      each.querySelector(".on-map")?.setAttribute("aria-pressed", String(isChosen));
    }
  }

  private button(row: number): HTMLElement | null {
    return this.side.querySelector<HTMLElement>(`[data-row="${row}"] .on-map`);
  }
}

function placeOf(collection: string, { row, name, point }: RowPoint): Place {
  const plain = { language: "", kind: "", endpoint: "", isExample: false, address: "" };
  return { ...plain, key: `row/${row}`, id: row, collection, name, point, lines: [], entrances: [] };
}
