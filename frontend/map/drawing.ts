// Draw answers: walks, the walks they are compared with, and what can be reached.

import type { Config, Drawn, DrawnArea, DrawnWalk } from "./config.ts";
import { Flags } from "./flags.ts";
import { apart, northernmost, positionOf } from "./shapes.ts";
import { button } from "./symbols.ts";
import { say } from "./words.ts";

const MOST_CUTS = 80;

export class Drawing {
  private readonly group = L.featureGroup();
  private readonly areas: L.Renderer;
  private readonly flags: Flags;
  private readonly walks = new Map<DrawnWalk, L.Polyline[]>();

  /** `pick` is called with the walk whose line or name is pressed. */
  constructor(
    private readonly map: L.Map,
    private readonly config: Config,
    private readonly pick?: (walk: DrawnWalk) => void,
  ) {
    this.areas = L.svg({ pane: "areas", padding: 0.5 });
    this.flags = new Flags(map);
    this.group.addTo(map);
  }

  show(drawn: Drawn): void {
    this.group.clearLayers();
    this.flags.clear();
    this.walks.clear();
    // The farthest first, so that the nearer lie above.
    drawn.areas.forEach((_, at) => this.area(drawn.areas[drawn.areas.length - 1 - at], drawn.areas.length - at));
    const shortest = drawn.walks.find((walk) => walk.role === "walk");
    for (const walk of drawn.walks) this.walk(walk, shortest);
    const ends = drawn.walks.filter((walk) => walk.role === "walk");
    for (const walk of ends) this.flag(walk.from, "start", ends.length > 1 || this.pick ? walk.name : say(this.config, "start"), walk);
    const goal = ends[0];
    for (const walk of ends) this.flag(walk.to, "goal", ends.length > 1 || this.pick ? "" : say(this.config, "goal"));
    if (!goal) {
      for (const [end, text] of [["start", drawn.from], ["goal", drawn.to]] as const) {
        const point = positionOf(text);
        if (point) this.flag(point, end, say(this.config, end));
      }
    }
    this.map.whenReady(() => this.flags.part());
  }

  get bounds(): L.LatLngBounds | null {
    const bounds = this.group.getBounds();
    return bounds.isValid() ? bounds : null;
  }

  /** Let some walks stand out; without any all are equal. */
  emphasise(chosen: readonly DrawnWalk[]): void {
    for (const [walk, lines] of this.walks) {
      const isChosen = chosen.includes(walk);
      for (const line of lines) {
        line.getElement()?.classList.toggle("chosen-line", isChosen);
        line.getElement()?.classList.toggle("paler-line", chosen.length > 0 && !isChosen);
        if (isChosen) line.bringToFront();
      }
    }
  }

  private area(area: DrawnArea | undefined, number: number): void {
    if (!area) return;
    const rings = area.geometry.coordinates.map((polygon) => polygon.map((ring) => (ring as [number, number][]).map(latLng)));
    const base = { pane: "areas", renderer: this.areas, interactive: false };
    this.group.addLayer(L.polygon(rings, { ...base, className: "area-ground", stroke: false }));
    // The gaps inside are left open but not outlined: their many edges would hide the map.
    const outer = rings.map((polygon) => polygon[0] ?? []);
    for (const className of ["area-under", `area-outline area-${number}`]) {
      this.group.addLayer(L.polygon(outer.map((ring) => [ring]), { ...base, className, fill: false }));
    }
    const top = northernmost(area.geometry);
    if (top) this.label(top, say(this.config, area.unit, { count: area.limit }), `area-name area-name-${number}`);
    for (const point of area.cut.slice(0, MOST_CUTS)) {
      this.group.addLayer(L.circleMarker(latLng(point), { radius: 4, className: "cut", interactive: false }));
    }
  }

  private walk(walk: DrawnWalk, shortest: DrawnWalk | undefined): void {
    const line = walk.line.map(latLng);
    const add = (points: L.LatLng[], className: string): void => {
      const drawn = L.polyline(points, { className, interactive: Boolean(this.pick) });
      drawn.on("click", (event) => {
        L.DomEvent.stopPropagation(event);
        this.pick?.(walk);
      });
      this.walks.set(walk, [...(this.walks.get(walk) ?? []), drawn]);
      this.group.addLayer(drawn);
    };
    // Straight bits between the place and the network.
    for (const className of ["snap-under", "snap-line"]) {
      add([latLng(walk.from), line[0] ?? latLng(walk.from)], className);
      add([line[line.length - 1] ?? latLng(walk.to), latLng(walk.to)], className);
    }
    if (walk.role === "other") {
      for (const part of apart(walk.line, shortest?.line ?? [])) {
        add(part.map(latLng), "walk-under");
        add(part.map(latLng), "other-line");
      }
      return;
    }
    add(line, "walk-under");
    add(line, walk.complete ? "walk-line" : "unsure-line");
  }

  private flag(point: [number, number], end: "start" | "goal", text: string, walk?: DrawnWalk): void {
    const html = text ? flagHtml(text) : "";
    const pressed = this.pick && walk && text ? button(text, "flag-button", () => this.pick?.(walk)) : html;
    if (pressed instanceof HTMLButtonElement) L.DomEvent.disableClickPropagation(pressed);
    const icon = L.divIcon({ className: `flag flag-${end}`, html: pressed, iconSize: [0, 0] });
    const marker = L.marker(latLng(point), { icon, interactive: false, keyboard: false, zIndexOffset: 1000 });
    this.group.addLayer(text ? this.flags.add(marker) : marker);
  }

  private label(point: [number, number], text: string, className: string): void {
    const icon = L.divIcon({ className, html: flagHtml(text), iconSize: [0, 0] });
    this.group.addLayer(L.marker(latLng(point), { icon, interactive: false, keyboard: false, zIndexOffset: -1000 }));
  }
}

function flagHtml(text: string): HTMLElement {
  const flag = document.createElement("span");
  flag.textContent = text;
  return flag;
}

function latLng([lon, lat]: readonly [number, number]): L.LatLng {
  return L.latLng(lat, lon);
}
