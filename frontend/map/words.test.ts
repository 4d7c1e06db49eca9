// Texts are filled, and no two symbols have the same name.
import assert from "node:assert/strict";
import { test } from "node:test";
import { widthAt } from "./style.ts";
import { fill, unique } from "./words.ts";

test("it works", () => {
  assert.equal(fill("{names}: {count} of {count}", { names: "Trails", count: 3 }), "Trails: 3 of 3");
  assert.equal(fill("{nothing}", {}), "{nothing}");
});

test("names that occur twice get numbers", () => {
  assert.deepEqual(unique(["a", "b", "a"]), ["a (1)", "b", "a (2)"]);
});

test("lines grow with the zoom and are not drawn before their first", () => {
  const stops = [[12, 1], [16, 5]] as const;
  assert.equal(widthAt(stops, 11), 0);
  assert.equal(widthAt(stops, 14), 3);
  assert.equal(widthAt(stops, 19), 5);
});
