// Turn the interface's features into places of the map, and choose those that are in view.

export type Position = [lon: number, lat: number];
export type Box = [west: number, south: number, east: number, north: number];

/** One thing on the map; a trail has lines, and a point where its symbol stands. */
export interface Place {
  key: string; // "stations/3": unique on the map
  id: number;
  collection: string;
  name: string;
  language: string;
  kind: string;
  endpoint: string; // what `from` and `to` take
  isExample: boolean;
  point: Position;
  lines: Position[][];
  entrances: Entrance[];
  when: When | null; // of an event: its next time
}

/** A time by the clock of the area (ISO 8601). */
export interface When {
  startsAt: string;
  allDay: boolean;
  status: string;
}

export interface Entrance {
  ref: string;
  point: Position;
}

/** A place as the interface tells it. */
export interface Shown {
  id: number;
  name: string;
  name_language: string;
  kind: string;
  lon: number;
  lat: number;
  is_example: boolean;
  lines?: Position[][];
  entrances?: { ref: string; lon: number; lat: number }[];
  starts_at?: string;
  all_day?: boolean;
  status?: string;
}

/** A square of the map with very many places; `lon` and `lat` are their middle. */
export interface Cell {
  lon: number;
  lat: number;
  count: number;
  box: Box;
}

/** Return a place; `endpoint` is what those are called that can be walked to by their id. */
export function placeOf(collection: string, endpoint: string, shown: Shown): Place {
  const lines = shown.lines ?? [];
  const point = middleOf(lines) ?? [shown.lon, shown.lat];
  return {
    key: `${collection}/${shown.id}`,
    id: shown.id,
    collection,
    name: shown.name,
    language: shown.name_language,
    kind: shown.kind,
    endpoint: endpoint ? `${endpoint}:${shown.id}` : `${point[0]},${point[1]}`,
    isExample: shown.is_example,
    point,
    lines,
    when: shown.starts_at
      ? { startsAt: shown.starts_at, allDay: shown.all_day ?? false, status: shown.status ?? "" }
      : null,
    entrances: (shown.entrances ?? []).map(({ ref, lon, lat }) => ({ ref, point: [lon, lat] })),
  };
}

/** Return the middle vertex of the line with the most vertices. */
export function middleOf(lines: readonly Position[][]): Position | null {
  const longest = lines.reduce<Position[]>((best, line) => (line.length > best.length ? line : best), []);
  return longest[Math.floor(longest.length / 2)] ?? null;
}

export function isInside(point: Position, box: Box): boolean {
  return point[0] >= box[0] && point[0] <= box[2] && point[1] >= box[1] && point[1] <= box[3];
}

/** Say whether any of a place is in view; of a line, any of its vertices. */
export function isInView(place: Place, box: Box): boolean {
  return isInside(place.point, box) || place.lines.some((line) => line.some((point) => isInside(point, box)));
}

/** Put a symbol where it can be seen: a trail's onto a part of it that is in view. */
export function symbolPoint(place: Place, box: Box): Position {
  if (!place.lines.length || isInside(place.point, box)) return place.point;
  const seen = place.lines.flat().filter((point) => isInside(point, box));
  return seen[Math.floor(seen.length / 2)] ?? place.point;
}

/** Return those in view, those with a name first, then by name. */
export function inView(places: readonly Place[], box: Box, language: string): Place[] {
  const order = new Intl.Collator(language, { numeric: true });
  return places
    .filter((place) => isInView(place, box))
    .sort((a, b) => Number(!a.name) - Number(!b.name) || order.compare(a.name, b.name) || a.id - b.id);
}
