import assert from "node:assert/strict";
import { test } from "node:test";
import { fileName } from "./picture.ts";

test("a picture is called as its page, in letters that every system takes", () => {
  assert.equal(fileName("Tapiola → Espoon rantaraitti – Palvelukartta"), "tapiola-espoon-rantaraitti-palvelukartta.png");
  assert.equal(fileName("../../etc/passwd"), "etc-passwd.png");
  assert.equal(fileName("Ängskulla"), "ängskulla.png");
  assert.equal(fileName("→"), "map.png");
  assert.equal(fileName("a".repeat(200)).length, 64);
});
