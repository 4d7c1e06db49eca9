// Start the map: the query is the state, the server tells, the map draws.

import { App } from "./app.ts";
import { type Config, element, type Mile, readJson, type Review, type RowPoints } from "./config.ts";
import { type AreasDrawn, CornersMap } from "./corners.ts";
import { MileMap } from "./mile.ts";
import { foldCredit } from "./credit.ts";
import { offerPicture } from "./picture.ts";
import { PointsMap } from "./points.ts";
import { ReviewMap } from "./review.ts";
import { type Spot, SpotMap } from "./spot.ts";

const config = readJson<Config>("map-config");
const areas = readJson<AreasDrawn>("areas-drawn");
const spot = readJson<Spot>("spot");
if (config && areas && typeof L !== "undefined") {
  foldCredit();
  new CornersMap(config, areas).start();
} else if (config && spot && typeof L !== "undefined") {
  foldCredit();
  new SpotMap(config, spot).start();
} else if (config && typeof L !== "undefined") {
  const mile = readJson<Mile>("mile");
  const rows = readJson<RowPoints>("points");
  const review = readJson<Review>("review");
  if (mile) new MileMap(config, mile).start();
  else if (rows) new PointsMap(config, rows).start();
  else if (review) new ReviewMap(config, review).start();
  else new App(config).start();
  const credit = (): string => [...document.querySelectorAll(".map-day, .map-credit")].map((each) => each.textContent?.trim()).join(" ");
  foldCredit();
  offerPicture(element("map"), element("side"), credit);
}
