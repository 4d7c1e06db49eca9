// Draw what a change to an organisation comes to: where it was and would be, where it works.

import { Basemap } from "./basemap.ts";
import { type Config, element, type Review } from "./config.ts";
import { Flags } from "./flags.ts";
import { makeMap } from "./frame.ts";
import { Messages } from "./messages.ts";
import { Operating } from "./operating.ts";
import { Requests } from "./requests.ts";
import { follow } from "./room.ts";
import { tag } from "./symbols.ts";
import { say } from "./words.ts";

const PADDING: [number, number] = [48, 48];
const CLOSEST = 16;

export class ReviewMap {
  private readonly map: L.Map;
  private readonly flags: Flags;
  private readonly messages = new Messages(element("map-status"), element("map-message"));

  constructor(
    private readonly config: Config,
    private readonly review: Review,
  ) {
    this.map = makeMap(element("map"), config);
    this.flags = new Flags(this.map);
  }

  start(): void {
    follow("--top-height", document.querySelector(".top"));
    const operating = new Operating(this.map, this.config, new Requests());
    operating.show(this.review.areas);
    const bounds = L.latLngBounds([]);
    for (const { was, is, before, after } of this.review.marks) {
      const isMoved = before && after && String(before) !== String(after);
      if (isMoved) this.way(before, after);
      // The southern one of two is named below, so that neither name lies on the other's place.
      const isSouth = Boolean(isMoved && after[1] < before[1]);
      if (before && (isMoved || !after)) this.flag(before, was, isMoved && !isSouth ? "was flag-below" : "was", bounds);
      if (after) this.flag(after, is, isSouth ? "is flag-below" : "is", bounds);
    }
    if (operating.bounds) bounds.extend(operating.bounds);
    this.map.fitBounds(bounds, { padding: PADDING, maxZoom: CLOSEST, animate: false });
    this.map.whenReady(() => this.flags.part());
    const basemap: Basemap = new Basemap(this.map, this.config, () => {
      this.messages.problem(say(this.config, "noBasemap"), say(this.config, "again"), () => void basemap.retry());
    });
  }

  private way(before: [number, number], after: [number, number]): void {
    const line = [latLng(before), latLng(after)];
    for (const className of ["was-under", "was-way"]) L.polyline(line, { className, interactive: false }).addTo(this.map);
  }

  private flag(point: [number, number], text: string, when: string, bounds: L.LatLngBounds): void {
    const at = latLng(point);
    bounds.extend(at);
    const icon = L.divIcon({ className: `flag flag-${when}`, html: tag("span", "", text), iconSize: [0, 0] });
    const marker = L.marker(at, { icon, interactive: false, keyboard: false, zIndexOffset: when.startsWith("is") ? 1000 : 500 }).addTo(this.map);
    if (!when.endsWith("below")) this.flags.add(marker);
  }
}

function latLng([lon, lat]: readonly [number, number]): L.LatLng {
  return L.latLng(lat, lon);
}
