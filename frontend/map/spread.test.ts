import assert from "node:assert/strict";
import { test } from "node:test";
import { spread, type Spot } from "./spread.ts";

const at = (x: number, y: number, width = 32): Spot => ({ x, y, width, height: 32 });

test("what hides nothing stays where it is", () => {
  const spots = [at(0, 0), at(40, 0), at(0, 40)];
  assert.deepEqual(spread(spots), spots);
});

test("the first stays and the others step aside, none over another", () => {
  const placed = spread([at(0, 0), at(3, 2), at(1, 1, 56), at(0, 4)]).map((spot) => spot ?? assert.fail());
  assert.deepEqual(placed[0], at(0, 0));
  placed.forEach((a, i) =>
    placed.slice(i + 1).forEach((b) => {
      const clear = Math.abs(a.x - b.x) >= (a.width + b.width) / 2 || Math.abs(a.y - b.y) >= (a.height + b.height) / 2;
      assert.ok(clear, `${JSON.stringify(a)} hides ${JSON.stringify(b)}`);
    }),
  );
});

test("nothing goes farther than 52 pixels: what finds no room there is not shown", () => {
  const placed = spread(Array.from({ length: 60 }, () => at(0, 0)));
  const shown = placed.filter((spot) => spot !== null);
  assert.ok(shown.length > 4 && shown.length < 20);
  for (const spot of shown) assert.ok(Math.hypot(spot.x, spot.y) <= 52.001);
});

test("what is taken by a button stays free", () => {
  const button = at(0, 0, 44);
  const [placed] = spread([at(5, 5)], [button]);
  assert.ok(placed && (Math.abs(placed.x) >= 38 || Math.abs(placed.y) >= 32));
});

test("the same symbols lie the same way again", () => {
  const spots = [at(0, 0), at(1, 0), at(2, 0)];
  assert.deepEqual(spread(spots), spread(spots));
});
