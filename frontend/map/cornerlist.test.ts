// Corners of an area are lines of a field.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readCorners, withCorner, withoutLast } from "./cornerlist.ts";

test("corners are read a line each, addresses have no place yet", () => {
  assert.deepEqual(readCorners("24.94, 60.17\n\n  Katu 3 \r\n24.95,60.18\n"), [[24.94, 60.17], null, [24.95, 60.18]]);
  assert.deepEqual(readCorners(""), []);
});

test("a corner comes behind the others, and the last one goes", () => {
  const one = withCorner("", [24.94, 60.17]);
  assert.equal(one, "24.94, 60.17");
  assert.equal(withCorner(`${one}\n\n`, [24.95, 60.18]), "24.94, 60.17\n24.95, 60.18");
  assert.equal(withoutLast(withCorner(one, [24.95, 60.18])), one);
  assert.equal(withoutLast(""), "");
});
