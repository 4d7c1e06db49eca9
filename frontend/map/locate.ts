// Offer to find where the reader stands; nothing is sent anywhere before a walk is asked for.

import type { Config } from "./config.ts";
import { controlCorner } from "./frame.ts";
import { NotLocated, position } from "./position.ts";
import { icon } from "./symbols.ts";
import { say } from "./words.ts";

export function locateButton(
  map: L.Map,
  config: Config,
  found: (at: L.LatLng, text: string) => void,
  announce: (text: string) => void,
): void {
  if (!navigator.geolocation) return;
  const control = new L.Control({ position: controlCorner("end") });
  control.onAdd = () => {
    const bar = L.DomUtil.create("div", "leaflet-bar locate");
    const made = L.DomUtil.create("button", "", bar);
    made.type = "button";
    made.title = say(config, "locate");
    made.setAttribute("aria-label", say(config, "locate"));
    made.append(icon(config, "compass"));
    L.DomEvent.disableClickPropagation(bar);
    made.addEventListener("click", () => void locate());
    return bar;
  };
  const locate = async (): Promise<void> => {
    try {
      const { lon, lat, metres } = await position(config.box);
      const at = L.latLng(lat, lon);
      map.setView(at, Math.max(map.getZoom(), 15));
      found(at, say(config, "located", { metres }));
    } catch (error) {
      announce(say(config, error instanceof NotLocated && error.refusal === "outside" ? "outside" : "notLocated"));
    }
  };
  control.addTo(map);
}
