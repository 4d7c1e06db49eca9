// What is kept says when, and goes with the version that it is of.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dated, keptAt, outdated, storeName, titleOf } from "./stores.ts";

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
