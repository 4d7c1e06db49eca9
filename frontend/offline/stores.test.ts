// What is kept says when, and goes with the version that it is of.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dated, forget, keptAt, outdated, storeName, Stores, titleOf, views } from "./stores.ts";

test("it works", async () => {
  const answer = new Response("", { headers: { "Content-Encoding": "gzip", "Content-Security-Policy": "default-src 'none'" } });
  const kept = dated("<html>ä", answer, "Räätäli – Map", new Date("2026-11-22T12:05:00Z"));
  assert.equal(keptAt(kept), "2026-11-22T12:05:00.000Z");
  assert.equal(titleOf(kept), "Räätäli – Map");
  assert.equal(kept.headers.get("Content-Encoding"), null);
  assert.equal(kept.headers.get("Content-Security-Policy"), "default-src 'none'");
  assert.equal(await kept.text(), "<html>ä");
});

test("another version begins with nothing but the tiles; other sites' stores are theirs", () => {
  const names = [storeName("pages", "1"), storeName("static", "2"), storeName("tiles", "1"), "somebody-else-1"];
  assert.deepEqual(outdated(names, "2"), ["servicemap-pages-1"]);
});

/** As much of a browser's stores as is used here: what was put last comes last. */
class Shelf {
  private readonly kept = new Map<string, Response>();

  async match(key: string | Request): Promise<Response | undefined> {
    return this.kept.get(typeof key === "string" ? key : key.url)?.clone();
  }
  async put(key: string, kept: Response): Promise<void> {
    if (key.includes("full")) throw new DOMException("no room", "QuotaExceededError");
    this.kept.set(key, kept);
  }
  async delete(key: string): Promise<boolean> {
    return this.kept.delete(key);
  }
  async keys(): Promise<Request[]> {
    return [...this.kept.keys()].map((url) => ({ url }) as Request);
  }
}

function shelves(): void {
  const all = new Map<string, Shelf>();
  const open = async (name: string): Promise<Shelf> => {
    const shelf = all.get(name) ?? new Shelf();
    all.set(name, shelf);
    return shelf;
  };
  const caches = { open, keys: async () => [...all.keys()], delete: async (name: string) => all.delete(name) };
  Object.assign(globalThis, { caches });
}

const page = (title: string, minute: number): Response =>
  dated(`<title>${title}`, new Response(""), title, new Date(Date.UTC(2026, 10, 22, 12, minute)));

test("of sixty-one views the one looked at first goes, also when it was not kept first", async () => {
  shelves();
  const stores = new Stores("1");
  for (let at = 0; at < 60; at++) await stores.keep("pages", `https://map.example/${at}`, page(`${at}`, at % 60));
  await stores.keep("pages", "https://map.example/0", page("again", 59));
  await stores.keep("pages", "https://map.example/60", page("60", 59));
  assert.equal((await views()).length, 60);
  assert.equal(await stores.find("pages", "https://map.example/1"), undefined);
  assert.equal(titleOf((await stores.find("pages", "https://map.example/0")) as Response), "again");
});

test("the newest view is told first; forgetting leaves the page for being offline", async () => {
  shelves();
  const stores = new Stores("1");
  await stores.keep("shell", "https://map.example/en/offline", page("Offline", 0));
  await stores.keep("pages", "https://map.example/en/", page("Map", 1));
  await stores.keep("pages", "https://map.example/en/search?q=a", page("Search", 2));
  await stores.keep("tiles", "https://map.example/tiles/b.pmtiles?range=0-9", new Response("0123456789"));
  assert.deepEqual(
    (await views()).map(({ address, title, at }) => [new URL(address).pathname, title, at.slice(11, 16)]),
    [
      ["/en/search", "Search", "12:02"],
      ["/en/", "Map", "12:01"],
    ],
  );
  await forget();
  assert.deepEqual(await views(), []);
  assert.equal(await stores.find("tiles", "https://map.example/tiles/b.pmtiles?range=0-9"), undefined);
  assert.ok(await stores.find("shell", "https://map.example/en/offline"));
});

test("a device without room keeps nothing more, and nobody is disturbed", async () => {
  shelves();
  const stores = new Stores("1");
  await stores.keep("pages", "https://map.example/full", page("Full", 0));
  assert.deepEqual(await views(), []);
});

test("of tiles those looked at lately stay", async () => {
  shelves();
  const stores = new Stores("1");
  const key = (at: number): string => `https://map.example/tiles/b.pmtiles?range=${at * 1_000_000}-${(at + 1) * 1_000_000 - 1}`;
  for (let at = 0; at < 45; at++) await stores.keep("tiles", key(at), new Response(""));
  await stores.find("tiles", key(0));
  for (let at = 45; at < 85; at++) await stores.keep("tiles", key(at), new Response(""));
  assert.ok(await stores.find("tiles", key(0)));
  assert.equal(await stores.find("tiles", key(1)), undefined);
  assert.ok(await stores.find("tiles", key(84)));
});
