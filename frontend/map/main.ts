// Start the map: the query is the state, the server tells, the map draws.

import { App } from "./app.ts";
import { type Config, element, readJson } from "./config.ts";
import { offerPicture } from "./picture.ts";

const config = readJson<Config>("map-config");
if (config && typeof L !== "undefined") {
  new App(config).start();
  const credit = (): string => document.querySelector(".map-date")?.textContent?.trim() ?? "";
  offerPicture(element("map"), element("side"), credit);
}
