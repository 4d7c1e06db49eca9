// Make the Leaflet map itself: controls in the page's language, the edge of the data, sound focus.

import type { Config } from "./config.ts";
import type { Box } from "./places.ts";
import { isRightToLeft } from "./room.ts";
import { say } from "./words.ts";

export function makeMap(container: HTMLElement, config: Config): L.Map {
  const [west, south, east, north] = config.box;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(container, {
    zoomControl: false,
    attributionControl: false,
    minZoom: 9,
    maxZoom: 19,
    zoomSnap: 0.5,
    // Wider than any window shows when all of a small area is fitted beside the sheet: Leaflet
    // centres what is narrower than the window, and so would push it below the sheet.
    maxBounds: L.latLngBounds([south, west], [north, east]).pad(2),
    maxBoundsViscosity: 0.8,
    zoomAnimation: !still,
    fadeAnimation: !still,
    markerZoomAnimation: !still,
    inertia: !still,
  });
  L.control
    .zoom({ position: controlCorner("end"), zoomInTitle: say(config, "zoomIn"), zoomOutTitle: say(config, "zoomOut") })
    .addTo(map);
  L.control.scale({ imperial: false, position: controlCorner("start"), maxWidth: 120 }).addTo(map);
  container.setAttribute("role", "group");
  container.setAttribute("aria-label", say(config, "mapHelp"));
  // A browser scrolls what has the focus into view, which would shift the map in its frame.
  container.addEventListener("scroll", () => container.scrollTo(0, 0));
  map.createPane("outside").style.zIndex = "350";
  map.createPane("areas").style.zIndex = "380";
  map.createPane("trails").style.zIndex = "390";
  drawEdge(map, config);
  return map;
}

/** The corner of the map where lines of the page start, or end. */
export function controlCorner(side: "start" | "end"): L.ControlPosition {
  return (side === "end") === isRightToLeft() ? "bottomleft" : "bottomright";
}

/** Show where the data ends: a dashed line, and a veil over what nobody knows. */
function drawEdge(map: L.Map, config: Config): void {
  const holes = config.coverage.flatMap((shape) => rings(shape).map((ring) => ring.map(([lon, lat]) => L.latLng(lat, lon))));
  const world = [L.latLng(-85, -180), L.latLng(-85, 180), L.latLng(85, 180), L.latLng(85, -180)];
  const renderer = L.svg({ pane: "outside", padding: 0.5 });
  L.polygon([world, ...holes], { pane: "outside", renderer, className: "outside", interactive: false }).addTo(map);
  for (const className of ["edge-under", "edge-line"]) {
    for (const hole of holes) L.polygon(hole, { pane: "outside", renderer, className, fill: false, interactive: false }).addTo(map);
  }
}

function rings(shape: GeoJSON.Polygon | GeoJSON.MultiPolygon): [number, number][][] {
  const polygons = shape.type === "Polygon" ? [shape.coordinates] : shape.coordinates;
  return polygons.map((polygon) => (polygon[0] ?? []) as [number, number][]);
}

export function coverageBounds(config: Config): L.LatLngBounds {
  const [west, south, east, north] = config.box;
  const points = config.coverage.flatMap((shape) => rings(shape).flat());
  const bounds = L.latLngBounds(points.map(([lon, lat]) => L.latLng(lat, lon)));
  return bounds.isValid() ? bounds : L.latLngBounds([south, west], [north, east]);
}

export function boxOf(bounds: L.LatLngBounds): Box {
  return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
}
