// Bring the map to paper: by our button at the paper's size, by the browser's own command as it is.

import type { Basemap } from "./basemap.ts";
import { onOtherColours, recolour } from "./palette.ts";

const PAPER = { width: 680, height: 620 }; // CSS pixels: 18 cm, and what leaves room for the legend

export class Paper {
  private readonly root = document.documentElement;

  constructor(
    private readonly map: L.Map,
    private readonly basemap: Basemap,
    private readonly look: () => void,
  ) {
    // The browser's own command waits for nothing. So the stylesheet is told beforehand how large
    // the map is on the screen, and prints it so, with the tiles that are there, only smaller.
    map.whenReady(() => this.measure());
    map.on("resize", () => this.measure());
    onOtherColours(() => this.measure());
  }

  /** Print the whole answer by day, at the paper's size, when its tiles are there. */
  async print(): Promise<void> {
    const [centre, zoom] = [this.map.getCenter(), this.map.getZoom()];
    this.arrange(true);
    this.look();
    await this.basemap.isReady();
    print();
    this.arrange(false);
    this.map.setView(centre, zoom, { animate: false });
  }

  private arrange(isPaper: boolean): void {
    this.root.classList.toggle("printing", isPaper);
    this.map.invalidateSize({ animate: false });
    recolour();
  }

  private measure(): void {
    const { x, y } = this.map.getSize();
    const { style } = this.map.getContainer();
    style.setProperty("--screen-width", `${x}px`);
    style.setProperty("--screen-height", `${y}px`);
    style.setProperty("--paper-scale", String(Math.min(1, PAPER.width / x, PAPER.height / y)));
    const isNight = matchMedia("(prefers-color-scheme: dark)").matches;
    this.root.classList.toggle("night-drawn", isNight && !this.root.classList.contains("printing"));
  }
}
