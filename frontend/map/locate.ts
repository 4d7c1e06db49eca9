// Offer to find where the reader stands; nothing is sent anywhere before a walk is asked for.

import type { Config } from "./config.ts";
import { icon } from "./symbols.ts";
import { say } from "./words.ts";

export function locateButton(
  map: L.Map,
  config: Config,
  found: (at: L.LatLng, text: string) => void,
  announce: (text: string) => void,
): void {
  if (!navigator.geolocation) return;
  const control = new L.Control({ position: "bottomright" });
  control.onAdd = () => {
    const bar = L.DomUtil.create("div", "leaflet-bar locate");
    const made = L.DomUtil.create("button", "", bar);
    made.type = "button";
    made.title = say(config, "locate");
    made.setAttribute("aria-label", say(config, "locate"));
    made.append(icon(config, "compass"));
    L.DomEvent.disableClickPropagation(bar);
    made.addEventListener("click", () => {
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          const at = L.latLng(coords.latitude, coords.longitude);
          const [west, south, east, north] = config.box;
          if (!L.latLngBounds([south, west], [north, east]).contains(at)) return announce(say(config, "outside"));
          map.setView(at, Math.max(map.getZoom(), 15));
          found(at, say(config, "located", { metres: Math.round(coords.accuracy) }));
        },
        () => announce(say(config, "notLocated")),
        { timeout: 10_000 },
      );
    });
    return bar;
  };
  control.addTo(map);
}
