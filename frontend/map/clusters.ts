// Gather points that would lie on each other; supercluster, since it is small, pure and draws nothing.

import Supercluster from "supercluster";
import type { Box, Place, Position } from "./places.ts";

/** Either one place, or several that are drawn as one symbol with their number. */
export interface Symbol {
  key: string;
  collection: string;
  point: Position;
  place: Place | null;
  count: number;
  opensAt: number; // the zoom at which a cluster falls apart
}

const RADIUS = 44; // pixels: symbols are 32 wide
const WIDE = 84; // of amenities, which are many and matter less
const APART = 17; // from this zoom on every place stands by itself

/** The clusters of one collection. */
export class Clusters {
  private readonly index: Supercluster<{ at: number }>;

  constructor(
    private readonly collection: string,
    private readonly places: readonly Place[],
  ) {
    this.index = new Supercluster<{ at: number }>({ radius: collection === "amenities" ? WIDE : RADIUS, maxZoom: APART - 1, extent: 256 });
    this.index.load(
      places.map((place, at) => ({
        type: "Feature",
        properties: { at },
        geometry: { type: "Point", coordinates: place.point },
      })),
    );
  }

  within(box: Box, zoom: number): Symbol[] {
    return this.index.getClusters(box, Math.floor(zoom)).map((feature) => {
      const point = feature.geometry.coordinates as Position;
      if ("cluster_id" in feature.properties) {
        const id = feature.properties.cluster_id;
        const opensAt = this.index.getClusterExpansionZoom(id);
        return {
          key: `${this.collection}#${point.map((part) => part.toFixed(6)).join()}`,
          collection: this.collection,
          point,
          place: null,
          count: feature.properties.point_count,
          opensAt,
        };
      }
      const place = this.places[feature.properties.at] as Place;
      return { key: place.key, collection: this.collection, point, place, count: 1, opensAt: zoom };
    });
  }
}
