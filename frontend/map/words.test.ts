// Texts are filled, and no two symbols have the same name.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DARK, LIGHT } from "./palette.ts";
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

function light(colour: string): number {
  const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  const [r = 0, g = 0, b = 0] = parts.map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [light(a), light(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

test("by day and by night, paths and steps stand out and the sea is blue", () => {
  for (const colours of [LIGHT, DARK]) {
    for (const line of [colours.foot, colours.cycle, colours.steps]) assert.ok(contrast(line, colours.ground) >= 3, line);
    assert.ok(contrast(colours.text, colours.halo) >= 7);
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => Number.parseInt(colours.sea.slice(at, at + 2), 16));
    assert.ok(b > r && b >= g, colours.sea);
  }
});
