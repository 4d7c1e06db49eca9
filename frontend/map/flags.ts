// Name the ends of walks on the map; names that would lie on each other or be cut move aside.

import { spread } from "./spread.ts";

const ABOVE = 11; // pixels between an end and its name, as in the stylesheet
const EDGE = 2;

export class Flags {
  private markers: L.Marker[] = [];

  constructor(private readonly map: L.Map) {
    map.on("moveend", () => this.part());
  }

  add(marker: L.Marker): L.Marker {
    this.markers.push(marker);
    return marker;
  }

  clear(): void {
    this.markers = [];
  }

  /** Move names aside until each can be read; where there is no room they stay. */
  part(): void {
    const names = this.markers.flatMap((marker) => {
      const name = marker.getElement()?.querySelector<HTMLElement>("span, button");
      if (!name) return [];
      const { x, y } = this.map.latLngToContainerPoint(marker.getLatLng());
      return [{ name, x, y: y - ABOVE - name.offsetHeight / 2, width: name.offsetWidth, height: name.offsetHeight }];
    });
    const { x: width } = this.map.getSize();
    const whole = names.map((each) => ({ ...each, x: within(each.x, each.width / 2, width) }));
    spread(whole).forEach((found, at) => {
      const [own, spot] = [names[at], found ?? whole[at]];
      if (!own) return;
      own.name.style.setProperty("--aside", `${spot ? spot.x - own.x : 0}px`);
      own.name.style.setProperty("--down", `${spot ? spot.y - own.y : 0}px`);
    });
  }
}

/** Where a name is whole, if its end is in view at all. */
function within(x: number, half: number, width: number): number {
  if (x < 0 || x > width) return x;
  return Math.max(Math.min(x, width - half - EDGE), half + EDGE);
}
