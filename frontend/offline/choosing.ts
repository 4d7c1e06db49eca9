// Choose what is to be done with a request, and what may be kept: rules alone, without a browser.

/** What the server tells of itself at the top of the script. */
export interface Settings {
  version: string; // of the running code: another one begins with nothing kept
  languages: readonly string[]; // the first is the one for readers of none of them
  shell: readonly string[]; // addresses of what is shown when nothing else can be
}

/**
 * - `static`: files whose name changes with their content, or does not;
 * - `tiles`: a range of the basemap;
 * - `page`: what the browser itself goes to;
 * - `data`: what a page asks for;
 * - `pass`: nothing of ours.
 */
export type Strategy = "static" | "tiles" | "page" | "data" | "pass";

export interface Asked {
  method: string;
  url: string;
  mode: string;
  range: string | null;
}

const NAMED_BY_CONTENT = /^\/(look\/|static\/.*\.[0-9a-f]{12}\.[a-z0-9]+$)/;
const RANGE = /^bytes=\d+-\d+$/;
// Sources tell how the last import went; suggestions are asked for with each letter.
const NOT_KEPT = /^\/api\/v1\/(sources|suggest|openapi)/;
// Of somebody who signed in, or about to be written.
const PERSONAL = /^\/[a-z-]+\/(my|review|account|join|confirm)(\/|$)/;
// The map's own page finds by itself what these say.
const OF_THE_VIEW = ["at", "z", "layers"];

export function strategyOf(asked: Asked, origin: string, settings: Settings): Strategy {
  const { origin: of, pathname, searchParams } = new URL(asked.url);
  if (asked.method !== "GET" || of !== origin || PERSONAL.test(pathname)) return "pass";
  if (pathname.startsWith("/static/") || pathname.startsWith("/look/")) return "static";
  if (pathname.startsWith("/tiles/")) return RANGE.test(asked.range ?? "") ? "tiles" : "pass";
  if (asked.range) return "pass";
  if (pathname.startsWith("/api/v1/")) return NOT_KEPT.test(pathname) || searchParams.has("format") || asked.mode === "navigate" ? "pass" : "data";
  if (pathname === "/") return asked.mode === "navigate" ? "page" : "pass";
  if (!settings.languages.includes(pathname.split("/")[1] ?? "")) return "pass";
  if (pathname.endsWith(".webmanifest") || searchParams.has("format")) return "pass";
  return asked.mode === "navigate" ? "page" : "data";
}

/** Say whether a static file never changes under its name. */
export function isNamedByContent(url: string): boolean {
  return NAMED_BY_CONTENT.test(new URL(url).pathname);
}

/** Return the address under which a page is kept: that of the question, wherever the map looks. */
export function pageKey(address: string, settings: Settings): string {
  const url = new URL(address);
  url.hash = "";
  if (settings.languages.some((language) => url.pathname === `/${language}/`)) {
    for (const name of OF_THE_VIEW) url.searchParams.delete(name);
  }
  return url.href;
}

/** Return the reader's language: the page's own, else the first of theirs that we have. */
export function languageOf(address: string, wanted: readonly string[], settings: Settings): string {
  const first = new URL(address).pathname.split("/")[1] ?? "";
  const all = [first, ...wanted.map((each) => each.split("-")[0] ?? "")];
  return all.find((each) => settings.languages.includes(each)) ?? settings.languages[0] ?? "en";
}

/** Say whether an answer may be kept: a whole one, the same for everybody, that nobody forbade. */
export function mayKeep(response: Response): boolean {
  const says = (name: string, word: RegExp): boolean => word.test(response.headers.get(name) ?? "");
  return (
    response.status === 200 &&
    !response.redirected &&
    !says("Cache-Control", /no-store|private/i) &&
    !says("Vary", /cookie/i) &&
    !says("Content-Disposition", /attachment/i)
  );
}

/** Say whether a page holds a form of whoever it was made for. */
export function isPersonal(html: string): boolean {
  return html.includes("csrfmiddlewaretoken");
}

/** What is kept, the oldest first. */
export interface Kept {
  key: string;
  bytes: number;
}

/** Return the keys of what has to go so that at most so many, and so many bytes, are left. */
export function tooMuch(kept: readonly Kept[], most: number, mostBytes: number): string[] {
  let number = kept.length;
  let bytes = kept.reduce((sum, each) => sum + each.bytes, 0);
  const out: string[] = [];
  for (const each of kept) {
    if (number <= most && bytes <= mostBytes) break;
    out.push(each.key);
    number -= 1;
    bytes -= each.bytes;
  }
  return out;
}
