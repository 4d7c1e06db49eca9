// A link says everything, and says it the same way again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatState, parseState, question } from "./state.ts";

test("it works", () => {
  const query =
    "from=station:3&to=24.81001,60.17002&profile=slow&compare=yes&area=metres&layers=stations,trails&at=24.80000,60.18000&z=14";
  assert.equal(formatState(parseState(query)), query);
  assert.equal(formatState(parseState("")), "");
});

test("no layers at all is a state of its own", () => {
  const state = { ...parseState(""), layers: [] };
  assert.equal(formatState(state), "layers=none");
  assert.equal(formatState(parseState("layers=none")), "layers=none");
});

test("names keep their letters and never break the query", () => {
  const name = "Töölö & Åbo=1 <b>";
  assert.equal(parseState(formatState({ ...parseState(""), from: name })).from, name);
});

test("what cannot be is as if it were not said", () => {
  for (const bad of ["profile=fly", "area=parsecs", "at=NaN,60&z=3", "at=24,95&z=3", "at=24,60&z=99", "at=24,60", "z=3"]) {
    assert.equal(formatState(parseState(bad)), "", bad);
  }
  assert.equal(parseState(`from=${"x".repeat(900)}`).from.length, 200);
});

test("the server is not asked anew when only the view or the layers change", () => {
  const one = parseState("from=metro&at=24.8,60.18&z=12&layers=hubs");
  assert.equal(question(one), "from=metro");
});
