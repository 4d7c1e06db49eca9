// Say where something is by pressing the map, or at the cross-hair by keys; the field takes it down.

import { Basemap } from "./basemap.ts";
import { type Config, element } from "./config.ts";
import { crossHair } from "./corners.ts";
import { coverageBounds, makeMap } from "./frame.ts";
import { Messages } from "./messages.ts";
import { follow } from "./room.ts";
import { positionOf } from "./shapes.ts";
import { say } from "./words.ts";

const CLOSE = 16; // the zoom at which a house can be told from its neighbours

export interface Spot {
  field: string; // the id of the field
}

export class SpotMap {
  private readonly map: L.Map;
  private readonly container = element("map");
  private readonly field: HTMLInputElement;
  private readonly messages = new Messages(element("map-status"), element("map-message"));
  private readonly mark = L.featureGroup();

  constructor(
    private readonly config: Config,
    spot: Spot,
  ) {
    this.field = element<HTMLInputElement>(spot.field);
    this.map = makeMap(this.container, config);
  }

  start(): void {
    follow("--top-height", document.querySelector(".top"));
    this.mark.addTo(this.map);
    const there = this.draw();
    if (there) this.map.setView(there, CLOSE, { animate: false });
    else this.map.fitBounds(coverageBounds(this.config), { animate: false });
    const basemap: Basemap = new Basemap(this.map, this.config, () => {
      this.messages.problem(say(this.config, "noBasemap"), say(this.config, "again"), () => void basemap.retry());
    });
    crossHair(this.container);
    this.field.addEventListener("input", () => this.draw());
    this.map.on("click", ({ latlng }) => this.set(latlng));
    this.container.addEventListener("keydown", (event) => {
      if (event.target !== this.container || event.key !== "Enter") return;
      this.set(this.map.getCenter());
      event.preventDefault();
    });
    element("spot-set").addEventListener("click", () => this.set(this.map.getCenter()));
  }

  /** Write a position as if it had been typed, so that it is saved likewise. */
  private set({ lng, lat }: L.LatLng): void {
    this.field.value = `${lng.toFixed(6)}, ${lat.toFixed(6)}`;
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.messages.say(say(this.config, "spotSet", { where: this.field.value }));
  }

  /** Mark where the field says it is; an address has its place once it is saved. */
  private draw(): L.LatLng | null {
    this.mark.clearLayers();
    const found = positionOf(this.field.value.replace(/\s+/g, ""));
    if (!found) return null;
    const there = L.latLng(found[1], found[0]);
    const icon = L.divIcon({ className: "corner-mark", html: document.createElement("span"), iconSize: [0, 0] });
    this.mark.addLayer(L.marker(there, { icon, interactive: false, keyboard: false }));
    return there;
  }
}
