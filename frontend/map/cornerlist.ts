// Read and write the corners of an area as the field holds them: one in each line.

import { type LonLat, positionOf } from "./shapes.ts";

/** Return each line's corner; null for an address, whose place the service finds. */
export function readCorners(text: string): (LonLat | null)[] {
  return lines(text).map((line) => positionOf(line.replace(/\s+/g, "")));
}

/** Add a corner behind the others. */
export function withCorner(text: string, [lon, lat]: LonLat): string {
  return [...lines(text), `${lon}, ${lat}`].join("\n");
}

export function withoutLast(text: string): string {
  return lines(text).slice(0, -1).join("\n");
}

function lines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}
