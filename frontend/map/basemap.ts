// Lay the basemap under everything, in the colours asked for; without one the ground stays plain.

import { leafletLayer, PmtilesSource } from "protomaps-leaflet";
import { type Config, readJson } from "./config.ts";
import { onOtherColours, readPalette } from "./palette.ts";
import { isCancelled } from "./requests.ts";
import { labelRules, paintRules } from "./style.ts";

const DEEPEST = 15; // of the tiles; beyond it they are drawn larger
const PATIENCE = 5000; // milliseconds that whoever waits for tiles waits at most

type Archive = PmtilesSource["p"];

export class Basemap {
  private layer: L.GridLayer | undefined;
  private address: string | null;
  private drawn = ""; // the colours it has
  private isBroken = false;

  constructor(
    private readonly map: L.Map,
    private readonly config: Config,
    private readonly failed: () => void,
  ) {
    this.address = config.basemap;
    this.draw();
    onOtherColours(() => this.draw());
    // What the browser has fetched by itself is not kept for being offline: read it once more.
    document.addEventListener("kept-from-now", () => {
      this.drawn = "";
      this.draw();
    });
  }

  /** Fetch it anew when it did not come; an import may have given it another address since. */
  async retry(): Promise<void> {
    if (!this.isBroken) return;
    this.address = (await this.addressNow()) ?? this.address;
    this.drawn = "";
    this.draw();
  }

  /** Resolve when all that is in view is drawn, or after five seconds. */
  async isReady(): Promise<void> {
    const layer = this.layer;
    if (!layer?.isLoading() || this.isBroken) return;
    await new Promise<void>((resolve) => {
      layer.once("load", () => resolve());
      setTimeout(resolve, PATIENCE);
    });
  }

  private async addressNow(): Promise<string | null | undefined> {
    try {
      const page = await (await fetch(this.config.home)).text();
      return readJson<Config>("map-config", new DOMParser().parseFromString(page, "text/html"))?.basemap;
    } catch {
      return null; // the server is gone as well
    }
  }

  private draw(): void {
    if (this.config.tiles) return this.picture(this.config.tiles);
    if (!this.address) return;
    const colours = readPalette();
    const wanted = JSON.stringify(colours);
    if (wanted === this.drawn) return;
    this.drawn = wanted;
    this.isBroken = false;
    this.layer?.remove();
    this.layer = leafletLayer({
      url: this.archive(new URL(this.address, location.href).href),
      paintRules: paintRules(colours),
      labelRules: labelRules(colours, this.config.language),
      backgroundColor: colours.ground,
      maxDataZoom: DEEPEST,
      noWrap: true,
    }) as unknown as L.GridLayer;
    this.layer.addTo(this.map);
  }

  /** Tiles of somebody else, whose colours are what they are. */
  private picture(tiles: { url: string; deepest: number }): void {
    if (this.layer && !this.isBroken) return;
    this.isBroken = false;
    this.layer?.remove();
    this.layer = L.tileLayer(tiles.url, {
      maxNativeZoom: tiles.deepest,
      maxZoom: 22,
      noWrap: true,
      crossOrigin: "anonymous", // else a saved picture of the map could not hold them
    });
    this.layer.on("tileerror", () => {
      if (!this.isBroken) this.break();
    });
    this.layer.addTo(this.map);
  }

  /** The file of tiles; one that does not come is told once, and its ground stays plain. */
  private archive(address: string): Archive {
    const archive = new PmtilesSource(address, true).p;
    const getZxy: Archive["getZxy"] = async (...tile) => {
      try {
        return await archive.getZxy(...tile).catch((error: unknown) => {
          if (isCancelled(error)) throw error;
          return archive.getZxy(...tile); // what was lost on the way is asked for once more
        });
      } catch (error) {
        if (isCancelled(error)) throw error;
        if (this.layer && !this.isBroken) this.break();
        return undefined;
      }
    };
    return Object.assign(Object.create(archive) as Archive, { getZxy });
  }

  private break(): void {
    this.isBroken = true;
    this.failed();
  }
}
