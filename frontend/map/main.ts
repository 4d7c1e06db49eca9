// Start the map: the query is the state, the server tells, the map draws.

import { App } from "./app.ts";
import { type Config, element, type Mile, readJson } from "./config.ts";
import { MileMap } from "./mile.ts";
import { offerPicture } from "./picture.ts";

const config = readJson<Config>("map-config");
if (config && typeof L !== "undefined") {
  const mile = readJson<Mile>("mile");
  if (mile) new MileMap(config, mile).start();
  else new App(config).start();
  const credit = (): string => document.querySelector(".map-date")?.textContent?.trim() ?? "";
  offerPicture(element("map"), element("side"), credit);
}
