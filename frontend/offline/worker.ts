// Stand between the pages and the network: what was seen last is shown again when there is none.

import { type Asked, isNamedByContent, isPersonal, languageOf, mayKeep, pageKey, type Settings, strategyOf } from "./choosing.ts";
import { part, rangeKey, whole } from "./ranges.ts";
import { dated, keptAt, outdated, Stores } from "./stores.ts";

// What TypeScript knows of windows differs from what there is here.
interface Lasting extends Event {
  waitUntil(promise: Promise<unknown>): void;
}
interface Fetching extends Lasting {
  readonly request: Request;
  readonly clientId: string;
  respondWith(response: Promise<Response>): void;
}
interface Client {
  postMessage(message: unknown): void;
}
interface Scope {
  addEventListener(type: string, listener: (event: never) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void>; get(id: string): Promise<Client | undefined> };
}

/** What a page has had, or shows, that did not come through here. */
interface Unasked {
  page?: string;
  others?: string[];
}

declare const SETTINGS: Settings; // the server writes it before this script
const scope = self as unknown as Scope;
const stores = new Stores(SETTINGS.version);
const TITLE = /<title>([^<]*)<\/title>/i;

scope.addEventListener("install", (event: Lasting) => event.waitUntil(install()));
scope.addEventListener("activate", (event: Lasting) => event.waitUntil(activate()));
scope.addEventListener("message", (event: Lasting & MessageEvent<Unasked>) => event.waitUntil(keepUnasked(event.data)));
scope.addEventListener("fetch", (event: Fetching) => {
  const answer = answerTo(event);
  if (answer) event.respondWith(answer);
});

async function install(): Promise<void> {
  const shell = await stores.open("shell");
  await shell.addAll(SETTINGS.shell.map((address) => new Request(address, { cache: "reload" })));
  await scope.skipWaiting();
}

async function activate(): Promise<void> {
  await Promise.all(outdated(await caches.keys(), SETTINGS.version).map((name) => caches.delete(name)));
  await scope.clients.claim();
}

function answerTo(event: Fetching): Promise<Response> | undefined {
  const { request } = event;
  switch (strategyOf(asked(request), location.origin, SETTINGS)) {
    case "static":
      return file(event);
    case "tiles":
      return tiles(event);
    case "page":
      return page(event);
    case "data":
      return data(event);
    case "pass":
      return undefined;
  }
}

function asked({ method, url, mode, headers }: Request): Asked {
  return { method, url, mode, range: headers.get("Range") };
}

/** The network first; without one what was kept of this view, or else a list of those that were. */
async function page(event: Fetching): Promise<Response> {
  const { request } = event;
  const key = pageKey(request.url, SETTINGS);
  const kept = async (): Promise<Response | undefined> => {
    const found = await stores.find("pages", key);
    return found && marked(found);
  };
  try {
    return await networkFirst(request, kept, (response) => event.waitUntil(keepPage(key, response)));
  } catch (error) {
    const language = languageOf(request.url, navigator.languages, SETTINGS);
    const shell = await (await stores.open("shell")).match(`/${language}/offline`, { ignoreVary: true });
    if (shell) return shell;
    throw error;
  }
}

async function keepPage(key: string, response: Response): Promise<void> {
  const html = await response.text();
  if (isPersonal(html)) return;
  await stores.keep("pages", key, dated(html, response, TITLE.exec(html)?.[1] ?? ""));
}

/** Write into a page that it is not new: its script says so to the reader. */
async function marked(kept: Response): Promise<Response> {
  const html = (await kept.text()).replace(/<html /i, `<html data-kept-at="${keptAt(kept)}" `);
  return new Response(html, { status: 200, headers: kept.headers });
}

async function data(event: Fetching): Promise<Response> {
  const { request } = event;
  const kept = async (): Promise<Response | undefined> => {
    const found = request.signal.aborted ? undefined : await stores.find("data", request.url);
    if (found) (await scope.clients.get(event.clientId))?.postMessage({ keptAt: keptAt(found) });
    return found;
  };
  return networkFirst(request, kept, (response) => event.waitUntil(keepData(request.url, response)));
}

/**
 * Ask the network; without one take what was kept. What the browser itself still has is not taken
 * unasked: it would come without a word about its age. Whether there is a network, browsers guess.
 */
async function networkFirst(
  request: Request,
  kept: () => Promise<Response | undefined>,
  keep: (response: Response) => void,
): Promise<Response> {
  try {
    const response = await fetch(request, { cache: "no-cache" });
    if (mayKeep(response)) keep(response.clone());
    return response;
  } catch (error) {
    const found = await kept();
    if (found) return found;
    throw error;
  }
}

async function keepData(key: string, response: Response): Promise<void> {
  await stores.keep("data", key, dated(await response.arrayBuffer(), response));
}

async function file(event: Fetching): Promise<Response> {
  const { request } = event;
  const kept = async (): Promise<Response | undefined> =>
    (await stores.find("static", request.url)) ?? (await (await stores.open("shell")).match(request.url, { ignoreVary: true }));
  const known = isNamedByContent(request.url) ? await kept() : undefined;
  return known ?? networkFirst(request, kept, (response) => event.waitUntil(keepFile(request.url, response)));
}

async function keepFile(key: string, response: Response): Promise<void> {
  await stores.keep("static", key, dated(await response.arrayBuffer(), response));
}

/** A range of the basemap never changes: the file's name does. */
async function tiles(event: Fetching): Promise<Response> {
  const { request } = event;
  const key = rangeKey(request.url, request.headers.get("Range"));
  const kept = key ? await stores.find("tiles", key) : undefined;
  if (kept) return part(kept);
  const response = await fetch(request);
  if (key) event.waitUntil(keepTiles(key, response.clone()));
  return response;
}

async function keepTiles(key: string, response: Response): Promise<void> {
  const kept = await whole(response);
  if (kept) await stores.keep("tiles", key, kept);
}

/** Keep a page, and what it asked for, of which nothing was asked through here. */
async function keepUnasked({ page: address, others = [] }: Unasked): Promise<void> {
  for (const url of [...(address ? [address] : []), ...others]) {
    const strategy = strategyOf({ method: "GET", url, mode: url === address ? "navigate" : "cors", range: null }, location.origin, SETTINGS);
    if (strategy === "pass" || strategy === "tiles") continue;
    const key = strategy === "page" ? pageKey(url, SETTINGS) : url;
    if (strategy === "page" && (await stores.find("pages", key))) continue;
    const response = await fetch(url).catch(() => undefined);
    if (response && mayKeep(response)) await KEEP[strategy](key, response);
  }
}

const KEEP = { page: keepPage, data: keepData, static: keepFile };
