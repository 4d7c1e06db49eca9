// Read and write the page's state, which is the query string and nothing else.

export type Profile = "walk" | "step_free" | "slow";
export type Reach = "" | "metres" | "minutes";

/** Where the map looks: degrees and Leaflet's zoom. */
export interface View {
  lon: number;
  lat: number;
  zoom: number;
}

/** Everything that a link to the map says. */
export interface State {
  from: string;
  to: string;
  profile: Profile;
  compare: boolean;
  area: Reach;
  layers: readonly string[] | null; // null: those that are on by themselves
  view: View | null; // null: what the answer or the data needs
}

const PROFILES: readonly Profile[] = ["walk", "step_free", "slow"];
const LONGEST = 200;

export function parseState(query: string): State {
  const params = new URLSearchParams(query);
  const profile = params.get("profile") as Profile;
  const area = params.get("area") as Reach;
  const layers = params.get("layers");
  return {
    from: text(params.get("from")),
    to: text(params.get("to")),
    profile: PROFILES.includes(profile) ? profile : "walk",
    compare: params.get("compare") === "yes",
    area: area === "metres" || area === "minutes" ? area : "",
    layers: layers === null ? null : layers.split(",").filter(Boolean),
    view: parseView(params.get("at"), params.get("z")),
  };
}

/** Write a state as a query without `?`; what is as it is by itself is left out. */
export function formatState(state: State): string {
  const params: [string, string][] = [];
  if (state.from) params.push(["from", state.from]);
  if (state.to) params.push(["to", state.to]);
  if (state.profile !== "walk") params.push(["profile", state.profile]);
  if (state.compare) params.push(["compare", "yes"]);
  if (state.area) params.push(["area", state.area]);
  if (state.layers) params.push(["layers", state.layers.join(",") || "none"]);
  if (state.view) {
    params.push(["at", formatPosition(state.view.lon, state.view.lat)]);
    params.push(["z", formatZoom(state.view.zoom)]);
  }
  // Commas and colons may stand in a query as they are, and links stay readable.
  return params
    .map(([name, value]) => `${name}=${encodeURIComponent(value).replace(/%2C/g, ",").replace(/%3A/g, ":")}`)
    .join("&");
}

/** The part of a state that the server is asked about: what is told, not how it is looked at. */
export function question(state: State): string {
  return formatState({ ...state, layers: null, view: null });
}

export function formatPosition(lon: number, lat: number): string {
  return `${lon.toFixed(5)},${lat.toFixed(5)}`;
}

function formatZoom(zoom: number): string {
  return String(Math.round(zoom * 100) / 100);
}

function parseView(at: string | null, z: string | null): View | null {
  const match = /^(-?\d{1,3}(?:\.\d+)?),(-?\d{1,2}(?:\.\d+)?)$/.exec(at ?? "");
  const zoom = Number(z ?? "");
  if (!match || !z || !(zoom >= 0 && zoom <= 22)) return null;
  const [lon, lat] = [Number(match[1]), Number(match[2])];
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? { lon, lat, zoom } : null;
}

function text(value: string | null): string {
  return (value ?? "").trim().slice(0, LONGEST);
}
