// The map beside the table of the last mile: every row has its line, every line its row.

import { Basemap } from "./basemap.ts";
import { type Config, type DrawnWalk, element, type Mile, NOTHING } from "./config.ts";
import { Drawing } from "./drawing.ts";
import { coverageBounds, makeMap } from "./frame.ts";
import { Messages } from "./messages.ts";
import { placeOf } from "./places.ts";
import { Trails } from "./trails.ts";
import { say } from "./words.ts";

const PADDING: [number, number] = [40, 48];
const CLOSEST = 17;

export class MileMap {
  private readonly map: L.Map;
  private readonly drawing: Drawing;
  private readonly messages = new Messages(element("map-status"), element("map-message"));
  private readonly side = element("side");
  private chosen: DrawnWalk | null = null;

  constructor(
    private readonly config: Config,
    private readonly mile: Mile,
  ) {
    this.map = makeMap(element("map"), config);
    this.drawing = new Drawing(this.map, config, (walk) => this.lead(walk));
  }

  start(): void {
    this.drawing.show({ ...NOTHING, walks: this.mile.walks });
    const trail = this.mile.trail && placeOf("trails", "trail", this.mile.trail);
    new Trails(this.map, () => undefined).draw(trail ? [trail] : []);
    this.lookAtAll();
    const basemap: Basemap = new Basemap(this.map, this.config, () => {
      this.messages.problem(say(this.config, "noBasemap"), say(this.config, "again"), () => void basemap.retry());
    });
    for (const walk of this.mile.walks) this.listen(walk);
  }

  private listen(walk: DrawnWalk): void {
    const row = this.row(walk);
    if (!row) return;
    this.button(walk)?.addEventListener("click", () => {
      this.choose(this.chosen === walk ? null : walk);
      if (this.chosen) element("map").scrollIntoView({ block: "nearest" });
    });
    for (const start of ["pointerenter", "focusin"]) row.addEventListener(start, () => this.emphasise(walk));
    for (const end of ["pointerleave", "focusout"]) row.addEventListener(end, () => this.emphasise(this.chosen));
  }

  /** From the map to the row: it takes the focus, and what it says is read. */
  private lead(walk: DrawnWalk): void {
    this.choose(walk);
    this.button(walk)?.focus();
  }

  private choose(walk: DrawnWalk | null): void {
    this.chosen = walk;
    for (const each of this.mile.walks) {
      this.button(each)?.setAttribute("aria-pressed", String(each === walk));
      this.row(each)?.classList.toggle("chosen-row", each === walk);
    }
    this.emphasise(walk);
    if (!walk) return this.lookAtAll();
    this.fit(L.latLngBounds([...walk.line, walk.from, walk.to].map(([lon, lat]) => L.latLng(lat, lon))));
    this.messages.say([walk.name, this.row(walk)?.dataset.figures].filter(Boolean).join(": "));
  }

  private emphasise(walk: DrawnWalk | null): void {
    this.drawing.emphasise(walk ? [walk] : []);
  }

  private lookAtAll(): void {
    this.fit(this.drawing.bounds ?? coverageBounds(this.config));
  }

  private fit(bounds: L.LatLngBounds): void {
    this.map.fitBounds(bounds, { padding: PADDING, maxZoom: CLOSEST, animate: false });
  }

  private row(walk: DrawnWalk): HTMLElement | null {
    return this.side.querySelector<HTMLElement>(`[data-row="${walk.row}"]`);
  }

  private button(walk: DrawnWalk): HTMLElement | null {
    return this.row(walk)?.querySelector<HTMLElement>(".on-map") ?? null;
  }
}
