// Draw an area by its corners: pressed on the map, set at the cross-hair by keys, or typed, all in one field.

import { Basemap } from "./basemap.ts";
import { type Config, element, type OperatingArea } from "./config.ts";
import { readCorners, withCorner, withoutLast } from "./cornerlist.ts";
import { coverageBounds, makeMap } from "./frame.ts";
import { Messages } from "./messages.ts";
import { Operating } from "./operating.ts";
import { Requests } from "./requests.ts";
import { follow } from "./room.ts";
import type { LonLat } from "./shapes.ts";
import { say } from "./words.ts";

export interface AreasDrawn {
  areas: OperatingArea[];
}

export class CornersMap {
  private readonly map: L.Map;
  private readonly container = element("map");
  private readonly field = element<HTMLTextAreaElement>("id_corners");
  private readonly messages = new Messages(element("map-status"), element("map-message"));
  private readonly operating: Operating;
  private readonly drawn = L.featureGroup();

  constructor(
    private readonly config: Config,
    private readonly told: AreasDrawn,
  ) {
    this.map = makeMap(this.container, config);
    this.operating = new Operating(this.map, config, new Requests());
  }

  start(): void {
    follow("--top-height", document.querySelector(".top"));
    this.operating.show(this.told.areas);
    this.drawn.addTo(this.map);
    this.draw();
    const bounds = L.latLngBounds([]);
    for (const each of [this.operating.bounds, this.drawnBounds()]) if (each) bounds.extend(each);
    this.map.fitBounds(bounds.isValid() ? bounds : coverageBounds(this.config), { padding: [40, 40], maxZoom: 15, animate: false });
    const basemap: Basemap = new Basemap(this.map, this.config, () => {
      this.messages.problem(say(this.config, "noBasemap"), say(this.config, "again"), () => void basemap.retry());
    });
    crossHair(this.container);
    this.listen();
  }

  private listen(): void {
    this.field.addEventListener("input", () => this.draw());
    this.map.on("click", ({ latlng }) => this.add(latlng));
    this.container.addEventListener("keydown", (event) => {
      if (event.target !== this.container) return;
      if (event.key === "Enter") this.add(this.map.getCenter());
      else if (event.key === "Backspace") this.takeBack();
      else return;
      event.preventDefault();
    });
    element("corner-add").addEventListener("click", () => this.add(this.map.getCenter()));
    element("corner-back").addEventListener("click", () => this.takeBack());
  }

  private add({ lng, lat }: L.LatLng): void {
    const corner: LonLat = [Number(lng.toFixed(5)), Number(lat.toFixed(5))];
    this.write(withCorner(this.field.value, corner));
    const count = readCorners(this.field.value).length;
    this.messages.say(say(this.config, "cornerSet", { number: count, where: corner.join(", ") }));
  }

  private takeBack(): void {
    this.write(withoutLast(this.field.value));
    this.messages.say(say(this.config, "cornerGone", { count: readCorners(this.field.value).length }));
  }

  /** Change the field as if it had been typed, so that it is saved likewise. */
  private write(text: string): void {
    this.field.value = text;
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Draw the corners that are given by figures; an address has its place once it is saved. */
  private draw(): void {
    this.drawn.clearLayers();
    const corners = readCorners(this.field.value).flatMap((each) => (each ? [L.latLng(each[1], each[0])] : []));
    if (corners.length > 1) this.drawn.addLayer(L.polygon(corners, { className: "corner-line", interactive: false }));
    corners.forEach((corner, at) => {
      const mark = document.createElement("span");
      mark.textContent = String(at + 1);
      const icon = L.divIcon({ className: "corner-mark", html: mark, iconSize: [0, 0] });
      this.drawn.addLayer(L.marker(corner, { icon, interactive: false, keyboard: false }));
    });
  }

  private drawnBounds(): L.LatLngBounds | null {
    const bounds = this.drawn.getBounds();
    return bounds.isValid() ? bounds : null;
  }
}

/** Mark the middle of a map, to which the arrow keys move what lies below. */
export function crossHair(container: HTMLElement): void {
  const cross = document.createElement("div");
  cross.className = "cross-hair";
  cross.setAttribute("aria-hidden", "true");
  container.append(cross);
}
