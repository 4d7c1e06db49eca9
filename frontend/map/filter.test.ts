// A long list is shortened by words, whatever their letters.
import assert from "node:assert/strict";
import { test } from "node:test";
import { matches } from "./filter.ts";

test("words are found in any order, case and with any accents", () => {
  assert.ok(matches("02150 Otaniemi", "ota 021"));
  assert.ok(matches("Töölö", "toolo"));
  assert.ok(matches("Töölö", "TÖÖ"));
  assert.ok(matches("Anything", ""));
  assert.ok(!matches("Otaniemi", "tapiola"));
});
