// What is kept and what never, under which name, and what has to go.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isNamedByContent, isPersonal, languageOf, mayKeep, pageKey, type Settings, strategyOf, tooMuch } from "./choosing.ts";

const HERE = "https://map.example";
const SETTINGS: Settings = { version: "1", languages: ["fi", "sv", "en"], shell: [] };

function chosen(path: string, more: Partial<{ method: string; mode: string; range: string | null }> = {}): string {
  const url = path.startsWith("/") ? HERE + path : path;
  return strategyOf({ method: "GET", mode: "cors", range: null, ...more, url }, HERE, SETTINGS);
}

test("it works", () => {
  assert.equal(chosen("/en/?from=metro", { mode: "navigate" }), "page");
  assert.equal(chosen("/", { mode: "navigate" }), "page");
  assert.equal(chosen("/static/frontend/map.0123456789ab.js"), "static");
  assert.equal(chosen("/look/abc.css"), "static");
  assert.equal(chosen("/api/v1/places?bbox=1,2,3,4"), "data");
  assert.equal(chosen("/en/told?from=metro"), "data");
  assert.equal(chosen("/tiles/basemap-0123456789ab.pmtiles", { range: "bytes=0-16383" }), "tiles");
});

test("what is written, personal, of others or of the moment is left alone", () => {
  for (const path of [
    "/admin/",
    "/admin/login/?next=/en/",
    "/en/my/organisations",
    "/sv/my",
    "/fi/review/uploads",
    "/sv/join/abc",
    "/en/confirm/abc",
    "/fi/account/sign-in",
    "/healthz",
    "/service-worker.js",
    "/feeds/events.ics",
    "/de/",
    "/en/manifest.webmanifest",
    "https://tiles.example.org/1/2/3.png",
    "/api/v1/suggest?q=ki",
    "/api/v1/sources",
    "/en/last-mile?format=csv",
    "/api/v1/stations?format=csv",
    "/tiles/basemap-0123456789ab.pmtiles",
  ]) {
    assert.equal(chosen(path, { mode: "navigate" }), "pass", path);
  }
  assert.equal(chosen("/en/", { method: "POST", mode: "navigate" }), "pass");
  assert.equal(chosen("/en/mystery/", { mode: "navigate" }), "page");
  assert.equal(chosen("/tiles/basemap-0123456789ab.pmtiles", { range: "bytes=-5" }), "pass");
});

test("a name with a digest never means something else", () => {
  assert.ok(isNamedByContent(`${HERE}/static/frontend/map.0123456789ab.js`));
  assert.ok(isNamedByContent(`${HERE}/look/5f.css`));
  assert.ok(!isNamedByContent(`${HERE}/static/frontend/map.js`));
  assert.ok(!isNamedByContent(`${HERE}/static/frontend/jquery.min.js`));
});

test("where the map looks makes no other page; what is asked does", () => {
  assert.equal(pageKey(`${HERE}/en/?at=24.9,60.1&z=14&from=metro&layers=hubs#told`, SETTINGS), `${HERE}/en/?from=metro`);
  assert.equal(pageKey(`${HERE}/en/?at=24.9,60.1&z=14`, SETTINGS), `${HERE}/en/`);
  assert.equal(pageKey(`${HERE}/en/search?q=a&at=1`, SETTINGS), `${HERE}/en/search?q=a&at=1`);
});

test("the page for being offline is in the reader's language", () => {
  assert.equal(languageOf(`${HERE}/sv/x`, ["en"], SETTINGS), "sv");
  assert.equal(languageOf(`${HERE}/`, ["de", "en-GB"], SETTINGS), "en");
  assert.equal(languageOf(`${HERE}/`, ["de"], SETTINGS), "fi");
});

test("only whole answers are kept that are the same for everybody", () => {
  const answer = (headers: Record<string, string>, status = 200): Response => new Response("x", { status, headers });
  assert.ok(mayKeep(answer({ "Cache-Control": "public, max-age=60", Vary: "Accept-Encoding" })));
  assert.ok(!mayKeep(answer({ "Cache-Control": "no-store" })));
  assert.ok(!mayKeep(answer({ "Cache-Control": "private" })));
  assert.ok(!mayKeep(answer({ Vary: "Accept-Language, Cookie" })));
  assert.ok(!mayKeep(answer({ "Content-Disposition": 'attachment; filename="x.gpx"' })));
  for (const status of [201, 206, 304, 404, 410, 500, 503]) {
    assert.ok(!mayKeep(status === 304 ? ({ status, headers: new Headers() } as Response) : answer({}, status)), String(status));
  }
  assert.ok(isPersonal('<input type="hidden" name="csrfmiddlewaretoken" value="x">'));
  assert.ok(!isPersonal("<form><input name=q></form>"));
});

test("the oldest goes when there is too much, by number or by bytes", () => {
  const kept = [..."abcd"].map((key) => ({ key, bytes: 10 }));
  assert.deepEqual(tooMuch(kept, 4, 40), []);
  assert.deepEqual(tooMuch(kept, 3, 40), ["a"]);
  assert.deepEqual(tooMuch(kept, 4, 25), ["a", "b"]);
  assert.deepEqual(tooMuch([{ key: "huge", bytes: 99 }], 4, 25), ["huge"]);
  assert.deepEqual(tooMuch([], 0, 0), []);
});
