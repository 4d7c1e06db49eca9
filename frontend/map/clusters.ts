// Gather points that would lie on each other; supercluster, since it is small, pure and draws nothing.

import Supercluster from "supercluster";
import type { Box, Cell, Place, Position } from "./places.ts";

/** Either one place, or several that are drawn as one symbol with their number. */
export interface Symbol {
  key: string;
  collection: string;
  point: Position;
  place: Place | null;
  count: number;
  opensAt: number; // the zoom at which a cluster falls apart
}

interface Member {
  place: Place | null; // null: of a square, whose places nobody has told yet
  count: number;
}

const RADIUS = 44; // pixels: symbols are 32 wide
const WIDE = 84; // of amenities, which are many and matter less
const APART = 17; // from this zoom on every place stands by itself

/** The clusters of one collection. */
export class Clusters {
  private readonly index: Supercluster<Member, { count: number }>;

  /** Gather places, and squares that stand for very many. */
  constructor(
    private readonly collection: string,
    places: readonly Place[],
    cells: readonly Cell[] = [],
  ) {
    this.index = new Supercluster<Member, { count: number }>({
      radius: collection === "amenities" ? WIDE : RADIUS,
      maxZoom: APART - 1,
      extent: 256,
      map: ({ count }) => ({ count }),
      reduce: (whole, part) => {
        whole.count += part.count;
      },
    });
    this.index.load([
      ...places.map((place) => feature(place.point, { place, count: 1 })),
      ...cells.map(({ lon, lat, count }) => feature([lon, lat], { place: null, count })),
    ]);
  }

  within(box: Box, zoom: number): Symbol[] {
    return this.index.getClusters(box, Math.floor(zoom)).map((feature) => {
      const point = feature.geometry.coordinates as Position;
      if ("cluster_id" in feature.properties) {
        const id = feature.properties.cluster_id;
        const opensAt = this.index.getClusterExpansionZoom(id);
        return {
          key: this.key(point),
          collection: this.collection,
          point,
          place: null,
          count: feature.properties.count,
          opensAt,
        };
      }
      const { place, count } = feature.properties;
      return { key: place?.key ?? this.key(point), collection: this.collection, point, place, count, opensAt: Math.floor(zoom) + 2 };
    });
  }

  private key(point: Position): string {
    return `${this.collection}#${point.map((part) => part.toFixed(6)).join()}`;
  }
}

function feature(point: Position, member: Member): Supercluster.PointFeature<Member> {
  return { type: "Feature", properties: member, geometry: { type: "Point", coordinates: point } };
}
