// Ask the browser where the reader stands, once; what comes of it is told in one of five ways.

export type Box = readonly [west: number, south: number, east: number, north: number];

/** Where somebody stands; `metres` is how far off it may be. */
export interface Position {
  lon: number;
  lat: number;
  metres: number;
}

export type Refusal = "denied" | "unavailable" | "slow" | "outside";

export class NotLocated extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal);
  }
}

const PATIENCE = 10_000; // milliseconds
const FRESH = 60_000; // so old may the answer be that the browser has already
const REFUSALS: Record<number, Refusal> = { 1: "denied", 2: "unavailable", 3: "slow" }; // GeolocationPositionError.code

type Asked = Pick<Geolocation, "getCurrentPosition">;

/** Return where the reader stands, within the box; throws NotLocated. */
export function position(box: Box, geolocation: Asked | undefined = navigator.geolocation): Promise<Position> {
  return new Promise((found, refused) => {
    if (!geolocation) return refused(new NotLocated("unavailable"));
    geolocation.getCurrentPosition(
      ({ coords: { longitude: lon, latitude: lat, accuracy } }) => {
        const [west, south, east, north] = box;
        if (lon < west || lon > east || lat < south || lat > north) return refused(new NotLocated("outside"));
        found({ lon, lat, metres: Math.round(accuracy) });
      },
      ({ code }) => refused(new NotLocated(REFUSALS[code] ?? "unavailable")),
      { timeout: PATIENCE, maximumAge: FRESH },
    );
  });
}

/** Write a position as addresses do, to about 10 metres: nobody needs to know it better. */
export function rounded({ lon, lat }: Pick<Position, "lon" | "lat">): string {
  return `${lon.toFixed(4)},${lat.toFixed(4)}`;
}
