// A position is found within the area, and every refusal has its name.
import assert from "node:assert/strict";
import { test } from "node:test";
import { NotLocated, position, rounded } from "./position.ts";

const BOX = [24, 60, 25, 61] as const;

function at(longitude: number, latitude: number): Pick<Geolocation, "getCurrentPosition"> {
  return { getCurrentPosition: (found) => found({ coords: { longitude, latitude, accuracy: 12.6 } } as GeolocationPosition) };
}

function refusing(code: number): Pick<Geolocation, "getCurrentPosition"> {
  return { getCurrentPosition: (_, refused) => refused?.({ code } as GeolocationPositionError) };
}

function refusedAs(refusal: string): (error: unknown) => boolean {
  return (error) => error instanceof NotLocated && error.refusal === refusal;
}

test("it works", async () => {
  assert.deepEqual(await position(BOX, at(24.5, 60.5)), { lon: 24.5, lat: 60.5, metres: 13 });
});

test("outside the area nobody is found", async () => {
  for (const [lon, lat] of [[23.9, 60.5], [25.1, 60.5], [24.5, 59.9], [24.5, 61.1]] as const) {
    await assert.rejects(position(BOX, at(lon, lat)), refusedAs("outside"));
  }
});

test("what the browser refuses has a name", async () => {
  await assert.rejects(position(BOX, refusing(1)), refusedAs("denied"));
  await assert.rejects(position(BOX, refusing(2)), refusedAs("unavailable"));
  await assert.rejects(position(BOX, refusing(3)), refusedAs("slow"));
  await assert.rejects(position(BOX, refusing(99)), refusedAs("unavailable"));
});

test("addresses tell a position to ten metres", () => {
  assert.equal(rounded({ lon: 24.80512345, lat: 60.17699999 }), "24.8051,60.1770");
});
