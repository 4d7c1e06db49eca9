// Texts are filled, and no two symbols have the same name.
import assert from "node:assert/strict";
import { test } from "node:test";
import { widthAt } from "./style.ts";
import type { Config } from "./config.ts";
import { fill, unique, whenOf } from "./words.ts";

test("it works", () => {
  assert.equal(fill("{names}: {count} of {count}", { names: "Trails", count: 3 }), "Trails: 3 of 3");
  assert.equal(fill("{nothing}", {}), "{nothing}");
});

test("names that occur twice get numbers", () => {
  assert.deepEqual(unique(["a", "b", "a"]), ["a (1)", "b", "a (2)"]);
});

test("when an event is, is told by the clock of the area, and whether it is cancelled", () => {
  const config = { language: "fi", texts: { cancelledThen: "Peruttu: {when}" } } as unknown as Config;
  const when = { startsAt: "2026-11-28T19:00:00+02:00", allDay: false, status: "scheduled" };
  assert.equal(whenOf(config, when), "la 28. marraskuuta klo 19.00");
  assert.equal(whenOf(config, { ...when, allDay: true }), "la 28. marraskuuta");
  assert.equal(whenOf(config, { ...when, status: "cancelled" }), "Peruttu: la 28. marraskuuta klo 19.00");
});

test("lines grow with the zoom and are not drawn before their first", () => {
  const stops = [[12, 1], [16, 5]] as const;
  assert.equal(widthAt(stops, 11), 0);
  assert.equal(widthAt(stops, 14), 3);
  assert.equal(widthAt(stops, 19), 5);
});
