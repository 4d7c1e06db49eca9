import assert from "node:assert/strict";
import { test } from "node:test";
import { fileName, wrapped } from "./picture.ts";

test("a picture is called as its page, in letters that every system takes", () => {
  assert.equal(fileName("Tapiola → Espoon rantaraitti – Palvelukartta"), "tapiola-espoon-rantaraitti-palvelukartta.png");
  assert.equal(fileName("../../etc/passwd"), "etc-passwd.png");
  assert.equal(fileName("Ängskulla"), "ängskulla.png");
  assert.equal(fileName("→"), "map.png");
  assert.equal(fileName("a".repeat(200)).length, 64);
});

test("a long credit is broken into lines and nothing of it is lost", () => {
  const widthOf = (text: string): number => text.length;
  const credit = "HSL; © OpenStreetMap contributors; HSL and the cities of Espoo and Helsinki";
  const lines = wrapped(credit, 24, widthOf);
  assert.equal(lines.join(" "), credit);
  assert.ok(lines.length > 2 && lines.every((line) => line.length <= 24));
  assert.deepEqual(wrapped("abcdefgh ij", 3, widthOf), ["abcdefgh", "ij"]);
  assert.deepEqual(wrapped("", 3, widthOf), []);
});
