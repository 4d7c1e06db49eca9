// Read what the server has written into the page for the script.

import type { Shown } from "./places.ts";

/** One kind of place: its addresses and what it is called. */
export interface Collection {
  api: string;
  page: string;
  hasAddress: boolean;
  endpoint: string; // what one is called in `from` and `to`; empty for those that are not
  name: string;
  names: string;
  icon: string;
  icons: Record<string, string>; // of the kinds that have one of their own
}

export interface Config {
  language: string;
  home: string;
  told: string;
  map: string; // the interface that tells what is in view
  icons: string;
  basemap: string | null;
  tiles: { url: string; deepest: number } | null; // pictures instead of the basemap
  box: [west: number, south: number, east: number, north: number];
  coverage: GeoJSON.Polygon[];
  collections: Record<string, Collection>;
  layers: string[]; // those that are on by themselves
  kinds: Record<string, Record<string, string>>;
  texts: Record<string, string>;
}

/** One walk as it is drawn; `role` is "other" for the one it is compared with. */
export interface DrawnWalk {
  role: "walk" | "other";
  profile: string;
  complete: boolean;
  step_free: string;
  line: [number, number][];
  from: [number, number];
  to: [number, number];
  name: string;
  row?: number; // of the table that tells of it
}

export interface DrawnArea {
  unit: "metres" | "minutes";
  limit: number;
  complete: boolean;
  cut: [number, number][];
  geometry: GeoJSON.MultiPolygon;
}

/** Where an organisation works; `text` says it in words. */
export interface OperatingArea {
  name: string;
  label?: string; // instead of "operating area of" and the name
  was?: boolean; // it no longer is once a change is published
  text: string;
  is_example: boolean;
  geometry: GeoJSON.MultiPolygon;
}

export interface Drawn {
  walks: DrawnWalk[];
  areas: DrawnArea[];
  operating: OperatingArea[];
  from: string;
  to: string;
  names: Record<string, string>; // of ids in `from` and `to`
}

/** What the map of the last mile draws beside its table. */
export interface Mile {
  walks: DrawnWalk[];
  trail: Shown | null;
}

/** Rows that have a point each: of a file that is to be imported, or what a search has found. */
export interface RowPoints {
  points: RowPoint[];
  from?: { name: string; point: [number, number] } | null; // what was asked about
  operating?: OperatingArea[] | null; // all of those that serve it, unless they are many
}

export interface RowPoint {
  row: number;
  collection: string; // which symbol stands for it
  name: string;
  kind?: string; // in the reader's words
  entry?: number; // its id, of what has a page
  is_example?: boolean;
  point: [number, number];
}

/** What a change to an organisation comes to on the map. */
export interface Review {
  marks: { was: string; is: string; before: [number, number] | null; after: [number, number] | null }[];
  areas: OperatingArea[];
}

export const NOTHING: Drawn = { walks: [], areas: [], operating: [], from: "", to: "", names: {} };

/** Return what stands in a data block, or null when there is none. */
export function readJson<T>(id: string, root: ParentNode = document): T | null {
  const text = root.querySelector(`script#${id}`)?.textContent;
  return text ? (JSON.parse(text) as T) : null;
}

export function element<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}.`);
  return found as T;
}
