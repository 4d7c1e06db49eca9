// Say how the basemap is painted: ground first, then water, buildings, ways, and names above all.

import {
  CenteredTextSymbolizer,
  type Feature,
  type LabelRule,
  LineLabelSymbolizer,
  type PaintRule,
  type PaintSymbolizer,
} from "protomaps-leaflet";
import type { Palette } from "./palette.ts";

type Widths = readonly (readonly [zoom: number, pixels: number])[];
type Geometry = { x: number; y: number }[][];

const FONT = 'system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif';
const CASED: [string, Widths][] = [
  ["service", [[14, 1], [16, 4], [18, 9]]],
  ["pedestrian", [[13, 1], [16, 5], [18, 11]]],
  ["street", [[12, 0.8], [14, 3], [16, 8], [18, 18]]],
  ["main", [[10, 1], [13, 4], [16, 11], [18, 24]]],
  ["major", [[8, 1], [12, 3.5], [16, 13], [18, 28]]],
];

/** Return the width at a zoom, straight between the stops. */
export function widthAt(stops: Widths, zoom: number): number {
  const [first, last] = [stops[0], stops[stops.length - 1]];
  if (!first || !last || zoom < first[0]) return 0;
  for (let at = 1; at < stops.length; at++) {
    const [low, high] = [stops[at - 1] ?? first, stops[at] ?? last];
    if (zoom <= high[0]) return low[1] + ((high[1] - low[1]) * (zoom - low[0])) / (high[0] - low[0]);
  }
  return last[1];
}

function trace(ctx: CanvasRenderingContext2D, geometry: Geometry): void {
  ctx.beginPath();
  for (const part of geometry) {
    part.forEach((point, at) => (at ? ctx.lineTo(point.x, point.y) : ctx.moveTo(point.x, point.y)));
  }
}

function filled(colour: string, outline?: string): PaintSymbolizer {
  return {
    draw(ctx, geometry, zoom) {
      trace(ctx, geometry);
      ctx.fillStyle = colour;
      ctx.fill("evenodd");
      if (!outline) return;
      ctx.strokeStyle = outline;
      ctx.lineWidth = zoom > 14 ? 1 : 0.6;
      ctx.stroke();
    },
  };
}

/** Diagonal lines: what is not known. */
function hatched(colour: string): PaintSymbolizer {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 10;
  const pen = tile.getContext("2d");
  if (pen) {
    pen.strokeStyle = colour;
    pen.lineWidth = 1;
    pen.stroke(new Path2D("M-2 2L2 -2M-2 12L12 -2M8 12L12 8"));
  }
  return {
    draw(ctx, geometry) {
      const pattern = ctx.createPattern(tile, "repeat");
      if (!pattern) return;
      trace(ctx, geometry);
      ctx.fillStyle = pattern;
      ctx.fill("evenodd");
    },
  };
}

function stroked(colour: string, widths: Widths, dash: number[] = [], more = 0, cap: CanvasLineCap = "round"): PaintSymbolizer {
  return {
    draw(ctx, geometry, zoom) {
      const width = widthAt(widths, zoom);
      if (!width) return;
      trace(ctx, geometry);
      ctx.strokeStyle = colour;
      ctx.lineWidth = width + more;
      ctx.lineCap = cap;
      ctx.lineJoin = "round";
      ctx.setLineDash(dash);
      ctx.stroke();
      ctx.setLineDash([]);
    },
  };
}

const isKind =
  (kind: string) =>
  (_zoom: number, feature: Feature): boolean =>
    feature.props.kind === kind && !feature.props.tunnel;

const inTunnel = (_zoom: number, feature: Feature): boolean => Boolean(feature.props.tunnel);

export function paintRules(colours: Palette): PaintRule[] {
  const way = (kind: string, symbolizer: PaintSymbolizer): PaintRule => ({
    dataLayer: "way",
    filter: isKind(kind),
    symbolizer,
  });
  const pair = (kind: string): { fill: string; edge: string } => colours.ways[kind] ?? { fill: colours.foot, edge: colours.foot };
  return [
    ...["built", "reserve", "wetland", "grass", "park", "scrub", "wood", "sand", "rock", "pitch"].map((kind) => ({
      dataLayer: "land",
      filter: isKind(kind),
      symbolizer: filled(colours.land[kind] ?? colours.ground),
    })),
    { dataLayer: "unknown", symbolizer: hatched(colours.hatch) },
    { dataLayer: "water", symbolizer: filled(colours.sea, colours.shore) },
    way("stream", stroked(colours.sea, [[12, 1], [16, 3], [18, 5]])),
    ...["square", "platform"].map((kind) => ({
      dataLayer: "land",
      filter: isKind(kind),
      symbolizer: filled(colours.land[kind] ?? colours.ground, pair("platform").edge),
    })),
    { dataLayer: "building", minzoom: 13, symbolizer: filled(colours.building, colours.wall) },
    { dataLayer: "way", filter: inTunnel, minzoom: 14, symbolizer: stroked(colours.rail, [[14, 0.8], [18, 2]], [2, 5]) },
    ...["pier", "platform"].flatMap((kind) => [
      way(kind, stroked(pair(kind).edge, [[13, 2], [18, 8]], [], 1.5, "butt")),
      way(kind, stroked(pair(kind).fill, [[13, 2], [18, 8]], [], 0, "butt")),
    ]),
    ...CASED.map(([kind, widths]) => way(kind, stroked(pair(kind).edge, widths, [], 1.6))),
    ...CASED.map(([kind, widths]) => way(kind, stroked(pair(kind).fill, widths))),
    way("rail", stroked(colours.rail, [[11, 1], [16, 2.5]])),
    way("rail", stroked(colours.ground, [[14, 0.6], [16, 1.3]], [6, 6], 0, "butt")),
    // Paths are what this map is for: a pale bed keeps them visible on every ground.
    ...["path", "cycleway", "steps"].map((kind) => way(kind, stroked(colours.halo, [[14.5, 2.2], [16, 4.6], [18, 7]]))),
    way("cycleway", stroked(colours.cycle, [[12, 0.4], [14, 0.9], [16, 2], [18, 3]], [9, 3], 0, "butt")),
    way("path", stroked(colours.foot, [[12, 0.4], [14, 0.9], [16, 1.8], [18, 2.6]], [4, 3], 0, "butt")),
    way("steps", stroked(colours.steps, [[13, 1.5], [14, 2.6], [16, 6.2], [18, 10]], [1.6, 1.8], 0, "butt")),
  ];
}

export function labelRules(colours: Palette, language: string): LabelRule[] {
  const labelProps = [`name:${language}`, "name"];
  const named = (kinds: string[], size: number, weight: number, fill: string, minzoom: number): LabelRule => ({
    dataLayer: "name",
    minzoom,
    filter: (_zoom, feature) => kinds.includes(String(feature.props.kind)),
    symbolizer: new CenteredTextSymbolizer({
      labelProps,
      fill,
      stroke: colours.halo,
      width: 2.2,
      lineHeight: 1.15,
      maxLineChars: 14,
      font: `${weight} ${size}px ${FONT}`,
    }),
  });
  const along = (kinds: string[], size: number, minzoom: number): LabelRule => ({
    dataLayer: "way",
    minzoom,
    filter: (_zoom, feature) => kinds.includes(String(feature.props.kind)) && !feature.props.tunnel,
    symbolizer: new LineLabelSymbolizer({
      labelProps,
      fill: colours.text,
      stroke: colours.halo,
      width: 2.2,
      font: `500 ${size}px ${FONT}`,
    }),
  });
  return [
    named(["city", "town"], 19, 700, colours.text, 8),
    named(["suburb", "village"], 16, 650, colours.text, 11),
    named(["island", "islet"], 13, 500, colours.text, 12),
    named(["quarter", "neighbourhood", "hamlet"], 13, 600, colours.text, 13),
    named(["park"], 12, 500, colours.text, 15),
    along(["major", "main"], 12, 14),
    along(["street", "pedestrian"], 11.5, 15),
    along(["cycleway", "path", "steps"], 11, 16),
  ];
}
