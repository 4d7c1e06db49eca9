// Features become places; what is in view is chosen and ordered.
import assert from "node:assert/strict";
import { test } from "node:test";
import { boxAround, covers, gridStep, isEmpty } from "./boxes.ts";
import { Clusters } from "./clusters.ts";
import { type Box, inView, type Place, placeOf, type Shown, symbolPoint } from "./places.ts";

function shown(id: number, name: string, lon: number, lat: number, more: Partial<Shown> = {}): Shown {
  return { id, name, name_language: "fi", kind: "bench", lon, lat, is_example: false, ...more };
}

function point(id: number, name: string, lon: number, lat: number): Place {
  return placeOf("amenities", "", shown(id, name, lon, lat));
}

test("it works", () => {
  const entrances = [{ ref: "Itä", lon: 24.81, lat: 60.17 }];
  const place = placeOf("stations", "station", shown(3, "Tapiola", 24.8, 60.17, { kind: "subway", entrances }));
  assert.equal(place.key, "stations/3");
  assert.equal(place.kind, "subway");
  assert.equal(place.endpoint, "station:3");
  assert.deepEqual(place.entrances, [{ ref: "Itä", point: [24.81, 60.17] }]);
});

test("what cannot be walked to by its id is walked to by its position", () => {
  assert.equal(point(1, "", 24.8, 60.17).endpoint, "24.8,60.17");
});

test("a trail's symbol moves to where the trail is in view", () => {
  const lines: [number, number][][] = [[[0, 0], [1, 0], [2, 0], [3, 0], [4, 0]]];
  const trail = placeOf("trails", "trail", shown(1, "Polku", 9, 9, { lines }));
  assert.deepEqual(trail.point, [2, 0]);
  assert.deepEqual(symbolPoint(trail, [-1, -1, 9, 1]), [2, 0]);
  assert.deepEqual(symbolPoint(trail, [2.5, -1, 9, 1]), [4, 0]);
});

test("what is in view comes by name, and without a name last", () => {
  const places = [point(1, "", 1, 1), point(2, "Öljy", 1, 1), point(3, "Aamu", 1, 1), point(4, "Zoo", 1, 1), point(5, "Far", 9, 9)];
  assert.deepEqual(inView(places, [0, 0, 2, 2], "fi").map((place) => place.id), [3, 4, 2, 1]);
});

test("points that are close become one symbol with their number, and fall apart", () => {
  const places = [point(1, "a", 24.8, 60.17), point(2, "b", 24.8001, 60.17), point(3, "c", 24.9, 60.2)];
  const clusters = new Clusters("amenities", places);
  const world: Box = [24, 60, 25, 61];
  const far = clusters.within(world, 12);
  assert.deepEqual(far.map((symbol) => symbol.count).sort(), [1, 2]);
  assert.equal(clusters.within(world, 18).length, 3);
});

test("five thousand places become few symbols, which count them all", () => {
  const places = Array.from({ length: 5000 }, (_, at) => point(at, "", 24 + (at % 100) / 100, 60 + at / 10_000));
  const symbols = new Clusters("amenities", places).within([24, 60, 25, 61], 12);
  assert.equal(symbols.reduce((sum, symbol) => sum + symbol.count, 0), 5000);
  assert.ok(symbols.length < 1500);
});

test("a small move needs no new box", () => {
  const limits: Box = [24, 60, 25, 61];
  const view: Box = [24.5, 60.5, 24.6, 60.55];
  const loaded = boxAround(view, limits);
  assert.ok(covers(loaded, view, limits));
  assert.ok(covers(loaded, [24.52, 60.51, 24.62, 60.56], limits));
  assert.ok(!covers(loaded, [24.7, 60.5, 24.8, 60.55], limits));
  assert.deepEqual(loaded, boxAround([24.5001, 60.5001, 24.6001, 60.5501], limits));
});

test("a box stays inside the limits, and outside of them is nothing", () => {
  const limits: Box = [24, 60, 25, 61];
  assert.deepEqual(boxAround([20, 50, 30, 70], limits), limits);
  assert.ok(covers(limits, [20, 50, 30, 70], limits));
  assert.ok(isEmpty(boxAround([30, 60, 31, 61], limits)));
  assert.ok(gridStep(0) > 0);
});

test("squares are gathered like places, with all that lie in them", () => {
  const box: Box = [24, 60, 25, 61];
  const cells = [{ lon: 24.8, lat: 60.17, count: 700, box }, { lon: 24.801, lat: 60.17, count: 300, box }, { lon: 24.3, lat: 60.5, count: 1, box }];
  const symbols = new Clusters("places", [], cells).within(box, 10);
  assert.deepEqual(symbols.map(({ count, place }) => [count, place]).sort(), [[1, null], [1000, null]]);
  assert.ok(symbols.every(({ opensAt }) => opensAt > 10));
});
