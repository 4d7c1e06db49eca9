// Start the map: the query is the state, the server tells, the map draws.

import { App } from "./app.ts";
import { type Config, readJson } from "./config.ts";

const config = readJson<Config>("map-config");
if (config && typeof L !== "undefined") new App(config).start();
