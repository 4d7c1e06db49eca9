// Choose the box to load for a view, so that small moves need no new request.

import type { Box } from "./places.ts";

/** Return the view with half of itself around it, on a grid, inside the limits. */
export function boxAround(view: Box, limits: Box): Box {
  const [west, south, east, north] = view;
  const step = gridStep(Math.max(east - west, north - south));
  const wide = (east - west) / 2;
  const high = (north - south) / 2;
  const down = (value: number): number => round(Math.floor(value / step) * step);
  const up = (value: number): number => round(Math.ceil(value / step) * step);
  return [
    clamp(down(west - wide), limits[0], limits[2]),
    clamp(down(south - high), limits[1], limits[3]),
    clamp(up(east + wide), limits[0], limits[2]),
    clamp(up(north + high), limits[1], limits[3]),
  ];
}

/** Return a power of two of degrees, about a quarter of the size. */
export function gridStep(size: number): number {
  return 2 ** Math.floor(Math.log2(Math.max(size, 1e-4) / 4));
}

/** Say whether what was loaded covers what is in view of the area. */
export function covers(loaded: Box, view: Box, limits: Box): boolean {
  return (
    loaded[0] <= Math.max(view[0], limits[0]) &&
    loaded[1] <= Math.max(view[1], limits[1]) &&
    loaded[2] >= Math.min(view[2], limits[2]) &&
    loaded[3] >= Math.min(view[3], limits[3])
  );
}

export function isEmpty(box: Box): boolean {
  return box[0] >= box[2] || box[1] >= box[3];
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
