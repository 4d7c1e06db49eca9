// Walks that share their way are drawn once; areas find their top.
import assert from "node:assert/strict";
import { test } from "node:test";
import { apart, type LonLat, middleOfTop, northernmost, positionOf, topWithin } from "./shapes.ts";

const [a, b, c, d, e]: LonLat[] = [[0, 0], [1, 0], [2, 0], [1, 1], [3, 0]] as LonLat[];

test("it works: only the detour is left", () => {
  assert.deepEqual(apart([a!, b!, d!, c!, e!], [a!, b!, c!, e!]), [[b, d, c]]);
});

test("the same way leaves nothing, either way round", () => {
  assert.deepEqual(apart([a!, b!, c!], [a!, b!, c!]), []);
  assert.deepEqual(apart([a!, b!, c!], [c!, b!, a!]), []);
});

test("different ways are left whole", () => {
  assert.deepEqual(apart([a!, d!, c!], [a!, b!, c!]), [[a, d, c]]);
  assert.deepEqual(apart([a!, b!], []), [[a, b]]);
});

test("positions are read, names are not", () => {
  assert.deepEqual(positionOf(" 24.8, 60.17 "), [24.8, 60.17]);
  for (const text of ["Tapiola", "station:3", "24.8", "24.8,x", ""]) assert.equal(positionOf(text), null, text);
});

test("the name of an area stands at its top", () => {
  const shape = { type: "MultiPolygon" as const, coordinates: [[[[0, 0], [1, 5], [2, 0], [0, 0]]], [[[9, 1], [9, 2], [8, 1], [9, 1]]]] };
  assert.deepEqual(northernmost(shape), [1, 5]);
  assert.equal(northernmost({ type: "MultiPolygon", coordinates: [] }), null);
});

test("The label of an area stands over the middle of its top", () => {
  const square = [[24, 60], [24, 61], [25, 61], [25, 60], [24, 60]];
  assert.deepEqual(middleOfTop({ type: "MultiPolygon", coordinates: [[square]] }), [24.5, 61]);
  assert.equal(middleOfTop({ type: "MultiPolygon", coordinates: [] }), null);
});

test("a name stands at the top of what is in view", () => {
  const frame = { left: 10, top: 20, right: 110, bottom: 220 };
  const square = (x: number, y: number, size: number) => [{ x, y }, { x: x + size, y }, { x: x + size, y: y + size }, { x, y: y + size }];
  assert.deepEqual(topWithin([square(30, 50, 40)], frame), { x: 50, y: 50 }, "all of it");
  assert.deepEqual(topWithin([square(-500, -500, 2000)], frame), { x: 60, y: 20 }, "more than is in view");
  assert.deepEqual(topWithin([square(60, -100, 200)], frame), { x: 85, y: 20 }, "its left lower part");
  assert.equal(topWithin([square(300, 300, 10)], frame), null, "nothing of it");
  assert.equal(topWithin([], frame), null);
});
