// Ranges of a file are kept as whole answers and given back as the ranges that they were.
import assert from "node:assert/strict";
import { test } from "node:test";
import { part, rangeBytes, rangeKey, whole } from "./ranges.ts";

const FILE = "https://map.example/tiles/basemap-0123456789ab.pmtiles";

function given(): Response {
  return new Response("hello", {
    status: 206,
    headers: { "Content-Range": "bytes 5-9/100", "Content-Type": "application/vnd.pmtiles", ETag: '"b"', Vary: "Cookie" },
  });
}

test("it works", async () => {
  const kept = await whole(given());
  assert.equal(kept?.status, 200);
  const again = await part(kept as Response);
  assert.equal(again.status, 206);
  assert.equal(await again.text(), "hello");
  assert.equal(again.headers.get("Content-Range"), "bytes 5-9/100");
  assert.equal(again.headers.get("Content-Length"), "5");
  assert.equal(again.headers.get("ETag"), '"b"');
  assert.equal(again.headers.get("Vary"), null);
});

test("a name of its own for each range, which says how large it is", () => {
  const key = rangeKey(FILE, "bytes=0-16383");
  assert.equal(key, `${FILE}?range=0-16383`);
  assert.equal(rangeBytes(key as string), 16384);
  assert.notEqual(rangeKey(FILE, "bytes=0-16384"), key);
  assert.equal(rangeBytes(FILE), 0);
});

test("what is no range is none", async () => {
  for (const range of [null, "", "bytes=-5", "bytes=5-", "bytes=9-5", "bytes=0-1,3-4", "items=0-1"]) {
    assert.equal(rangeKey(FILE, range), null, String(range));
  }
  assert.equal(await whole(new Response("all of it")), null);
  assert.equal(await whole(new Response("?", { status: 206 })), null);
});
