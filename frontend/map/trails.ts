// Draw the lines of trails under everything that is asked about.

import { colourOf, onOtherColours } from "./palette.ts";
import type { Place } from "./places.ts";

export class Trails {
  private readonly group = L.layerGroup();
  private readonly renderer = L.canvas({ pane: "trails", padding: 0.3, tolerance: 6 });
  private colours = readColours();
  private places: readonly Place[] = [];

  constructor(
    map: L.Map,
    private readonly open: (place: Place, at: L.LatLng) => void,
  ) {
    this.group.addTo(map);
    onOtherColours(() => {
      this.colours = readColours();
      this.drawAll();
    });
  }

  draw(places: readonly Place[]): void {
    if (places === this.places) return; // the map has only moved
    this.places = places;
    this.drawAll();
  }

  private drawAll(): void {
    this.group.clearLayers();
    const base = { pane: "trails", renderer: this.renderer, lineCap: "round", lineJoin: "round" } as const;
    for (const place of this.places) {
      const lines = place.lines.map((line) => line.map(([lon, lat]) => L.latLng(lat, lon)));
      const under = L.polyline(lines, { ...base, color: this.colours.under, weight: 6, opacity: 0.9 });
      const over = L.polyline(lines, { ...base, color: this.colours.over, weight: 3.2, interactive: false });
      under.on("click", (event) => {
        L.DomEvent.stopPropagation(event);
        this.open(place, event.latlng);
      });
      this.group.addLayer(under).addLayer(over);
    }
  }
}

function readColours(): { under: string; over: string } {
  return { under: colourOf("map-halo"), over: colourOf("map-trail") };
}
