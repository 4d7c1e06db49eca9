// What the service suggests: how it is asked for, shown, and where choosing it leads.

import type { Requests } from "./requests.ts";
import { fill } from "./words.ts";

/** One suggestion as the service gives it; an address has no id that anybody could use. */
export interface Suggestion {
  noun: string;
  id: number | string;
  name: string;
  name_language: string;
  kind: string;
  address: string;
  is_example: boolean;
}

/** What the page tells the script: addresses, words, symbols. */
export interface Finder {
  suggest: string;
  search: string;
  language: string;
  icons: string;
  box: [west: number, south: number, east: number, north: number];
  nouns: Record<string, { name: string; icon: string; page: string; collection: string }>;
  kinds: Record<string, Record<string, string>>;
  texts: Record<string, string>;
}

const MOST = 8;
const TOPIC = "topic";
// What a walk can begin at, and what an operating area can hold.
const ENDS: ReadonlySet<string> = new Set(["station", "hub", "organisation", "trail", "place", "address", "place_name"]);
const NAMED: ReadonlySet<string> = new Set(["address", "place_name"]); // known by their names alone

/** Return what the service suggests for a text; of `isEnd` fields only what they can take. */
export async function ask(finder: Finder, requests: Requests, text: string, { isEnd = false } = {}): Promise<Suggestion[]> {
  const query = new URLSearchParams({ q: text, lang: finder.language, limit: String(isEnd ? 2 * MOST : MOST) });
  const { suggestions } = JSON.parse(await requests.get("suggest", `${finder.suggest}?${query}`)) as { suggestions: Suggestion[] };
  return isEnd ? suggestions.filter(({ noun }) => ENDS.has(noun)).slice(0, MOST) : suggestions;
}

/** Return the address that a suggestion leads to; `kept` is what else the form says. */
export function addressOf(finder: Finder, { noun, id, name }: Suggestion, kept: URLSearchParams): string {
  const page = finder.nouns[noun]?.page;
  if (page) return `${page}${id}/`;
  const params = new URLSearchParams(kept);
  params.delete("q");
  if (noun === TOPIC) params.set("topic", String(id));
  else params.set("from", name); // what is around it
  return `${finder.search}?${params}`;
}

/** Return what `from` and `serves` take for a suggestion; empty where its name says it. */
export function endOf({ noun, id }: Suggestion): string {
  return NAMED.has(noun) ? "" : `${noun}:${id}`;
}

/** Say what a suggestion is, and where. */
export function aboutOf(finder: Finder, { noun, kind, address, is_example }: Suggestion): string {
  const known = finder.nouns[noun];
  // A hub is called by what it is, as on its own page; its kind is only the first of its ways to travel.
  const told = known?.collection === "hubs" ? undefined : finder.kinds[known?.collection ?? ""]?.[kind];
  const what = told ?? known?.name ?? "";
  return [what, address, is_example && finder.texts["example"]].filter(Boolean).join(" · ");
}

/** Say how many there are, for those who listen. */
export function countOf(finder: Finder, count: number): string {
  return fill(finder.texts[count === 0 ? "none" : count === 1 ? "one" : "many"] ?? "", { count });
}
