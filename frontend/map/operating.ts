// Draw where organisations work: a double line and stripes, so that nobody takes it for a service area.

import type { Config, OperatingArea } from "./config.ts";
import type { Place } from "./places.ts";
import { isCancelled, type Requests } from "./requests.ts";
import { coveredOf } from "./room.ts";
import { middleOfTop, topWithin } from "./shapes.ts";
import { say } from "./words.ts";

const STRIPES = "url(#operating-stripes)"; // a pattern in the page

interface Answer {
  features: GeoJSON.Feature<GeoJSON.MultiPolygon | null, Omit<OperatingArea, "geometry">>[];
}

export class Operating {
  private readonly asked = L.featureGroup(); // those of the answer
  private readonly chosen = L.featureGroup(); // those of the organisation whose popup is open
  private readonly renderer: L.Renderer;
  private readonly labels = new Map<L.Marker, GeoJSON.MultiPolygon>();

  constructor(
    private readonly map: L.Map,
    private readonly config: Config,
    private readonly requests: Requests,
  ) {
    this.renderer = L.svg({ pane: "areas", padding: 0.5 });
    this.asked.addTo(map);
    this.chosen.addTo(map);
    map.on("popupclose", () => this.release());
    map.on("moveend", () => {
      for (const [label, shape] of this.labels) this.place(label, shape);
    });
  }

  show(areas: readonly OperatingArea[]): void {
    this.asked.clearLayers();
    for (const area of areas) this.draw(this.asked, area);
  }

  /** Show where an organisation works while it is chosen; returns what is to be said of it. */
  async choose(place: Place): Promise<string> {
    const { api } = this.config.collections[place.collection] ?? {};
    if (place.collection !== "organisations" || !api) return "";
    const areas = await this.read(`${api}/${place.id}/operating-area?lang=${this.config.language}`);
    this.chosen.clearLayers();
    for (const area of areas) this.draw(this.chosen, area);
    if (!areas.length) return "";
    return say(this.config, "operatingIs", { text: areas.map((area) => area.text).join("; ") });
  }

  get bounds(): L.LatLngBounds | null {
    return boundsOf(this.asked);
  }

  get chosenBounds(): L.LatLngBounds | null {
    return boundsOf(this.chosen);
  }

  private release(): void {
    this.requests.cancel("operating");
    this.chosen.clearLayers();
  }

  /** What does not come is left out: the page of the organisation tells it too. */
  private async read(address: string): Promise<OperatingArea[]> {
    try {
      const { features } = JSON.parse(await this.requests.get("operating", address)) as Answer;
      return features.flatMap(({ geometry, properties }) => (geometry ? [{ ...properties, geometry }] : []));
    } catch (error) {
      if (isCancelled(error)) throw error;
      return [];
    }
  }

  private draw(group: L.FeatureGroup, area: OperatingArea): void {
    const rings = area.geometry.coordinates.map((polygon) => polygon.map((ring) => (ring as [number, number][]).map(([lon, lat]) => L.latLng(lat, lon))));
    const base = { pane: "areas", renderer: this.renderer, interactive: false };
    const example = area.is_example ? " operating-example" : "";
    if (area.was) group.addLayer(L.polygon(rings, { ...base, className: "operating-was", fill: false }));
    else this.outline(group, rings, base, example);
    this.name(group, area);
  }

  private outline(group: L.FeatureGroup, rings: L.LatLng[][][], base: L.PolylineOptions, example: string): void {
    group.addLayer(L.polygon(rings, { ...base, className: "operating-ground", stroke: false, fillColor: STRIPES, fillOpacity: 1 }));
    group.addLayer(L.polygon(rings, { ...base, className: `operating-outer${example}`, fill: false }));
    group.addLayer(L.polygon(rings, { ...base, className: "operating-inner", fill: false }));
  }

  /** Name an area at its top. */
  private name(group: L.FeatureGroup, area: OperatingArea): void {
    const top = middleOfTop(area.geometry);
    if (!top) return;
    const label = document.createElement("span");
    label.textContent = area.label ?? say(this.config, "operatingArea", { name: area.name });
    if (area.is_example) label.textContent += ` (${say(this.config, "example")})`;
    const icon = L.divIcon({ className: `area-name operating-name${area.was ? " was-name" : ""}`, html: label, iconSize: [0, 0] });
    const marker = L.marker([top[1], top[0]], { icon, interactive: false, keyboard: false, zIndexOffset: -1000 });
    marker.on("remove", () => this.labels.delete(marker));
    group.addLayer(marker);
    this.labels.set(marker, area.geometry);
    this.map.whenReady(() => this.place(marker, area.geometry));
  }

  /** Keep a name at the top of what is in view of its area. */
  private place(label: L.Marker, shape: GeoJSON.MultiPolygon): void {
    const own = middleOfTop(shape);
    const name = label.getElement()?.querySelector<HTMLElement>("span");
    if (!own || !name) return;
    const size = this.map.getSize();
    const over = coveredOf(this.map.getContainer());
    const [aside, down] = [name.offsetWidth / 2, name.offsetHeight / 2];
    const free = { left: over.left + aside, top: over.top + down, right: size.x - over.right - aside, bottom: size.y - over.bottom - down };
    const rings = shape.coordinates.map(([outer]) =>
      (outer ?? []).map(([lon, lat]) => this.map.latLngToContainerPoint([lat ?? 0, lon ?? 0])),
    );
    const top = topWithin(rings, free);
    label.setLatLng(top ? this.map.containerPointToLatLng([top.x, top.y]) : [own[1], own[0]]);
  }
}

function boundsOf(group: L.FeatureGroup): L.LatLngBounds | null {
  const bounds = group.getBounds();
  return bounds.isValid() ? bounds : null;
}
