// Keep the symbols on the map in step with what is in view; what stays keeps its element and focus.

import { Clusters, type Symbol } from "./clusters.ts";
import type { Config } from "./config.ts";
import { boxOf } from "./frame.ts";
import { type Cell, isInside, type Place, symbolPoint } from "./places.ts";
import { type Spot, spread } from "./spread.ts";
import { clusterButton, pinButton } from "./symbols.ts";
import { fullName, say, unique } from "./words.ts";

const ENTRANCES_FROM = 16;
const SIZE = 34; // pixels of a symbol with its rim
const CLUSTER_WIDTH = 56;

export class Markers {
  private readonly clusters = new Map<string, Clusters>();
  private readonly trails = new Map<string, readonly Place[]>();
  private readonly shown = new Map<string, L.Marker>();

  constructor(
    private readonly map: L.Map,
    private readonly config: Config,
    private readonly open: (place: Place) => void,
  ) {}

  set(collection: string, places: readonly Place[], cells: readonly Cell[] = []): void {
    this.trails.set(collection, places.filter((place) => place.lines.length));
    this.clusters.set(collection, new Clusters(collection, places.filter((place) => !place.lines.length), cells));
  }

  /** Show the symbols of the layers that are on, in the order in which Tab reaches them. */
  draw(layers: readonly string[]): void {
    const box = boxOf(this.map.getBounds());
    const zoom = this.map.getZoom();
    const found = layers.flatMap((layer) => [
      ...(this.clusters.get(layer)?.within(box, zoom) ?? []).filter((each) => isInside(each.point, box)),
      ...trailSymbols(this.trails.get(layer) ?? [], box),
    ]);
    const places = this.spread(found);
    const symbols = found.filter((_, at) => places[at]);
    const wanted = new Set(symbols.map((symbol) => symbol.key));
    for (const [key, marker] of this.shown) {
      if (wanted.has(key) || key.startsWith("entrance")) continue;
      marker.remove();
      this.shown.delete(key);
    }
    const names = unique(symbols.map((symbol) => this.name(symbol)));
    const spots = places.filter((place) => place !== null);
    symbols.forEach((symbol, at) => this.put(symbol, names[at] ?? "", spots[at] ?? latLng(symbol)));
    this.drawEntrances(symbols, zoom);
  }

  /** Give back the focus to the symbol of a place, when it is still there. */
  focus(key: string): void {
    const element = this.shown.get(key)?.getElement()?.querySelector("button");
    element?.focus({ preventScroll: true });
  }

  /** Where symbols lie when none hides another, stations first; null: only nearer, and in the list. */
  private spread(symbols: readonly Symbol[]): (L.LatLng | null)[] {
    const spots = symbols.map((symbol) => {
      const { x, y } = this.map.latLngToLayerPoint(latLng(symbol));
      return { x, y, width: !symbol.place ? CLUSTER_WIDTH : SIZE, height: SIZE };
    });
    return spread(spots, this.covered()).map((spot, at) => {
      if (!spot) return null;
      const isOwn = spots[at]?.x === spot.x && spots[at]?.y === spot.y;
      return isOwn ? latLng(symbols[at] as Symbol) : this.map.layerPointToLatLng([spot.x, spot.y]);
    });
  }

  /** What lies over the map, and would hide a symbol: its buttons and its legend. */
  private covered(): Spot[] {
    const stage = this.map.getContainer();
    const frame = stage.getBoundingClientRect();
    const over = [...(stage.parentElement ?? stage).querySelectorAll(".leaflet-control a, .leaflet-control button, .legend")];
    return over.map((each) => {
      const { x, y, width, height } = each.getBoundingClientRect();
      const middle = this.map.containerPointToLayerPoint([x - frame.x + width / 2, y - frame.y + height / 2]);
      return { x: middle.x, y: middle.y, width, height };
    });
  }

  private put(symbol: Symbol, name: string, at: L.LatLng): void {
    let marker = this.shown.get(symbol.key);
    if (!marker) {
      marker = this.make(symbol);
      this.shown.set(symbol.key, marker);
      marker.addTo(this.map);
    }
    marker.setLatLng(at);
    const element = marker.getElement()?.querySelector("button");
    if (element && element.getAttribute("aria-label") !== name) {
      element.setAttribute("aria-label", name);
      element.title = name;
    }
  }

  private make(symbol: Symbol): L.Marker {
    const place = symbol.place;
    const made = place
      ? pinButton(this.config, symbol.collection, place.isExample, place.kind)
      : clusterButton(this.config, symbol.collection, symbol.count);
    L.DomEvent.disableClickPropagation(made);
    made.addEventListener("click", () => {
      if (place) this.open(place);
      else this.map.setView([symbol.point[1], symbol.point[0]], Math.min(symbol.opensAt, this.map.getMaxZoom()));
    });
    const icon = L.divIcon({ className: `mark-box mark-${symbol.collection}`, html: made, iconSize: [0, 0] });
    return L.marker([symbol.point[1], symbol.point[0]], {
      icon,
      interactive: false,
      keyboard: false,
      zIndexOffset: symbol.collection === "stations" ? 500 : 0,
    });
  }

  private name(symbol: Symbol): string {
    if (symbol.place) return fullName(this.config, symbol.place);
    const names = this.config.collections[symbol.collection]?.names ?? "";
    return `${names}: ${say(this.config, "cluster", { count: symbol.count })}`;
  }

  /** Entrances are signs and no buttons: the popup of their station says what can be done. */
  private drawEntrances(symbols: readonly Symbol[], zoom: number): void {
    const wanted = new Map<string, { ref: string; lat: number; lon: number }>();
    if (zoom >= ENTRANCES_FROM) {
      for (const { place } of symbols) {
        place?.entrances.forEach(({ ref, point }, at) =>
          wanted.set(`entrance/${place.id}/${at}`, { ref, lat: point[1], lon: point[0] }),
        );
      }
    }
    for (const [key, marker] of this.shown) {
      if (!key.startsWith("entrance") || wanted.has(key)) continue;
      marker.remove();
      this.shown.delete(key);
    }
    for (const [key, { ref, lat, lon }] of wanted) {
      if (this.shown.has(key)) continue;
      const sign = document.createElement("span");
      sign.textContent = ref.slice(0, 4) || "•";
      const icon = L.divIcon({ className: "entrance", html: sign, iconSize: [0, 0] });
      this.shown.set(key, L.marker([lat, lon], { icon, interactive: false, keyboard: false }).addTo(this.map));
    }
  }
}

function latLng(symbol: Symbol): L.LatLng {
  return L.latLng(symbol.point[1], symbol.point[0]);
}

function trailSymbols(trails: readonly Place[], box: [number, number, number, number]): Symbol[] {
  return trails
    .map((place) => ({ place, point: symbolPoint(place, box) }))
    .filter(({ point }) => isInside(point, box))
    .map(({ place, point }) => ({ key: place.key, collection: place.collection, point, place, count: 1, opensAt: 0 }));
}
