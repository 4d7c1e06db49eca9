// Look at shapes: read a position, find the top of an area, keep what two walks do not share.

export type LonLat = [lon: number, lat: number];

/** Read `lon,lat`; null for names and ids. */
export function positionOf(text: string): LonLat | null {
  const match = /^\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*$/.exec(text);
  return match ? [Number(match[1]), Number(match[2])] : null;
}

/** Return the point of an area's outline that lies farthest north. */
export function northernmost(shape: GeoJSON.MultiPolygon): LonLat | null {
  let best: LonLat | null = null;
  for (const [lon, lat] of shape.coordinates.flatMap((polygon) => polygon[0] ?? []) as LonLat[]) {
    if (!best || lat > best[1]) best = [lon, lat];
  }
  return best;
}

/** Return the middle of the top of an area: of several points equally far north, between them. */
export function middleOfTop(shape: GeoJSON.MultiPolygon): LonLat | null {
  const top = northernmost(shape);
  if (!top) return null;
  const level = (shape.coordinates.flatMap((polygon) => polygon[0] ?? []) as LonLat[]).filter(([, lat]) => top[1] - lat < 1e-4).map(([lon]) => lon);
  return [(Math.min(...level) + Math.max(...level)) / 2, top[1]];
}

export interface Pixel {
  x: number;
  y: number;
}

export interface Frame {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Return the middle of the top of what lies of some areas within a frame; null when nothing does. */
export function topWithin(rings: readonly (readonly Pixel[])[], frame: Frame): Pixel | null {
  const within = rings.flatMap((ring) => clipped(ring, frame));
  if (!within.length) return null;
  const y = Math.min(...within.map((point) => point.y));
  const level = within.filter((point) => point.y - y < 1).map(({ x }) => x);
  return { x: (Math.min(...level) + Math.max(...level)) / 2, y };
}

/** Cut a ring by one side of a frame after the other (Sutherland and Hodgman). */
function clipped(ring: readonly Pixel[], { left, top, right, bottom }: Frame): Pixel[] {
  const sides: [axis: "x" | "y", limit: number, sign: 1 | -1][] = [
    ["x", left, 1],
    ["x", right, -1],
    ["y", top, 1],
    ["y", bottom, -1],
  ];
  return sides.reduce<Pixel[]>((points, [axis, limit, sign]) => {
    const inside = (point: Pixel): boolean => (point[axis] - limit) * sign >= 0;
    return points.flatMap((point, at) => {
      const last = points[(at || points.length) - 1] ?? point;
      const part = (limit - last[axis]) / (point[axis] - last[axis]);
      const crossing = { x: last.x + (point.x - last.x) * part, y: last.y + (point.y - last.y) * part };
      if (inside(point)) return inside(last) ? [point] : [crossing, point];
      return inside(last) ? [crossing] : [];
    });
  }, [...ring]);
}

/** Return the parts of a line that another does not take, whichever way round it goes. */
export function apart(line: readonly LonLat[], other: readonly LonLat[]): LonLat[][] {
  const taken = new Set(pairs(other).map(([a, b]) => edgeKey(a, b)));
  const parts: LonLat[][] = [];
  let part: LonLat[] = [];
  for (const [a, b] of pairs(line)) {
    if (taken.has(edgeKey(a, b))) {
      if (part.length) parts.push(part);
      part = [];
    } else {
      if (!part.length) part.push(a);
      part.push(b);
    }
  }
  if (part.length) parts.push(part);
  return parts;
}

function pairs(line: readonly LonLat[]): [LonLat, LonLat][] {
  return line.slice(1).map((point, at) => [line[at] as LonLat, point]);
}

function edgeKey(a: LonLat, b: LonLat): string {
  const [first, last] = [a, b].map((point) => point.map((part) => part.toFixed(5)).join()).sort();
  return `${first} ${last}`;
}
