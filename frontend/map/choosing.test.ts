// The arrows go round through the field; Home and End are the field's until something is chosen.
import assert from "node:assert/strict";
import { test } from "node:test";
import { moved, NONE } from "./choosing.ts";

test("it works", () => {
  assert.deepEqual([NONE, 0, 1, 2].map((active) => moved(active, 3, "ArrowDown")), [0, 1, 2, NONE]);
  assert.deepEqual([NONE, 0, 1, 2].map((active) => moved(active, 3, "ArrowUp")), [2, NONE, 0, 1]);
});

test("Home and End choose the first and the last only once something is chosen", () => {
  assert.deepEqual([moved(1, 3, "Home"), moved(1, 3, "End")], [0, 2]);
  assert.deepEqual([moved(NONE, 3, "Home"), moved(NONE, 3, "End")], [null, null]);
});

test("all other keys belong to the field, and so do all without a list", () => {
  for (const key of ["a", "Enter", "ArrowLeft", "PageDown", " "]) assert.equal(moved(0, 3, key), null);
  for (const key of ["ArrowDown", "ArrowUp", "Home"]) assert.equal(moved(NONE, 0, key), null);
});
