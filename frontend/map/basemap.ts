// Lay the basemap under everything, by day or by night; without one the ground stays plain.

import { leafletLayer } from "protomaps-leaflet";
import type { Config } from "./config.ts";
import { DARK, LIGHT } from "./palette.ts";
import { labelRules, paintRules } from "./style.ts";

const DEEPEST = 15; // of the tiles; beyond it they are drawn larger

export function addBasemap(map: L.Map, config: Config): void {
  if (!config.basemap) return;
  const address = new URL(config.basemap, location.href).href;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const paper = matchMedia("print");
  let layer: L.Layer | undefined;
  let isDark: boolean | undefined;
  const draw = (): void => {
    if (isDark === (dark.matches && !paper.matches)) return;
    isDark = dark.matches && !paper.matches;
    const colours = isDark ? DARK : LIGHT;
    layer?.remove();
    layer = leafletLayer({
      url: address,
      paintRules: paintRules(colours),
      labelRules: labelRules(colours, config.language),
      backgroundColor: colours.ground,
      maxDataZoom: DEEPEST,
      noWrap: true,
    }) as unknown as L.Layer;
    layer.addTo(map);
  };
  draw();
  dark.addEventListener("change", draw);
  paper.addEventListener("change", draw);
}
