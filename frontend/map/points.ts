// The map beside rows that have a point each: every row has its symbol, every symbol its row.

import { Basemap } from "./basemap.ts";
import { type Config, element, type RowPoint, type RowPoints } from "./config.ts";
import { makeMap } from "./frame.ts";
import { Markers } from "./markers.ts";
import { Messages } from "./messages.ts";
import { Operating } from "./operating.ts";
import type { Place } from "./places.ts";
import { isCancelled, Requests } from "./requests.ts";
import { follow } from "./room.ts";
import { tag } from "./symbols.ts";
import { say } from "./words.ts";

const PADDING: [number, number] = [40, 40];
const CLOSEST = 16;

export class PointsMap {
  private readonly map: L.Map;
  private readonly markers: Markers;
  private readonly operating: Operating;
  private readonly messages = new Messages(element("map-status"), element("map-message"));
  private readonly side = element("side");
  private readonly collections: string[];

  constructor(
    private readonly config: Config,
    private readonly rows: RowPoints,
  ) {
    this.collections = [...new Set(rows.points.map(({ collection }) => collection))];
    this.map = makeMap(element("map"), config);
    this.markers = new Markers(this.map, config, (place) => this.lead(place));
    this.operating = new Operating(this.map, config, new Requests());
  }

  start(): void {
    const { points, from, operating } = this.rows;
    follow("--top-height", document.querySelector(".top"));
    for (const collection of this.collections) {
      this.markers.set(collection, points.filter((each) => each.collection === collection).map(placeOf));
    }
    this.map.on("moveend", () => this.markers.draw(this.collections));
    this.map.on("resize", () => this.markers.draw(this.collections));
    this.operating.show(operating ?? []);
    const bounds = L.latLngBounds(points.map(({ point }) => latLng(point)));
    if (from) this.flag(from.name, latLng(from.point), bounds);
    if (this.operating.bounds) bounds.extend(this.operating.bounds);
    this.map.fitBounds(bounds, { padding: PADDING, maxZoom: CLOSEST, animate: false });
    const basemap: Basemap = new Basemap(this.map, this.config, () => {
      this.messages.problem(say(this.config, "noBasemap"), say(this.config, "again"), () => void basemap.retry());
    });
    for (const each of points) this.button(each.row)?.addEventListener("click", () => this.show(each));
  }

  /** Say where the question begins. */
  private flag(name: string, at: L.LatLng, bounds: L.LatLngBounds): void {
    bounds.extend(at);
    const icon = L.divIcon({ className: "flag flag-start", html: tag("span", "", name), iconSize: [0, 0] });
    L.marker(at, { icon, interactive: false, keyboard: false, zIndexOffset: 1000 }).addTo(this.map);
  }

  /** From the row to the map. */
  private show(each: RowPoint): void {
    this.choose(placeOf(each));
    this.map.setView(latLng(each.point), Math.max(this.map.getZoom(), CLOSEST), { animate: false });
    element("map").scrollIntoView({ block: "nearest" });
    this.messages.say(each.name);
  }

  /** From the map to the row, which takes the focus. */
  private lead(place: Place): void {
    this.choose(place);
    this.button(place.id)?.focus();
  }

  private choose({ id: row }: Place): void {
    for (const each of this.side.querySelectorAll<HTMLElement>("[data-row]")) {
      const isChosen = each.dataset.row === String(row);
      each.classList.toggle("chosen-row", isChosen);
      each.querySelector(".on-map")?.setAttribute("aria-pressed", String(isChosen));
    }
    const chosen = this.rows.points.find((each) => each.row === row);
    if (chosen?.entry && !this.rows.operating) void this.tellArea({ ...placeOf(chosen), id: chosen.entry });
  }

  /** Draw where a chosen organisation works, and say so. */
  private async tellArea(place: Place): Promise<void> {
    try {
      const text = await this.operating.choose(place);
      if (text) this.messages.say(`${place.name}: ${text}`);
      const bounds = this.operating.chosenBounds;
      if (bounds) this.map.fitBounds(bounds.extend(latLng(place.point)), { padding: PADDING, animate: false });
    } catch (error) {
      if (!isCancelled(error)) throw error;
    }
  }

  private button(row: number): HTMLElement | null {
    return this.side.querySelector<HTMLElement>(`[data-row="${row}"] .on-map`);
  }
}

function latLng([lon, lat]: readonly [number, number]): L.LatLng {
  return L.latLng(lat, lon);
}

function placeOf({ row, collection, name, kind = "", is_example: isExample = false, point }: RowPoint): Place {
  const plain = { language: "", endpoint: "", when: null, lines: [], entrances: [] };
  return { ...plain, key: `row/${row}`, id: row, collection, name, kind, isExample, point };
}
