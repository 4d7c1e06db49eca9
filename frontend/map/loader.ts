// Load what the layers that are on show of a little more than the view: places, or squares of many.

import { boxAround, covers, isEmpty } from "./boxes.ts";
import type { Config } from "./config.ts";
import { type Box, type Cell, type Place, placeOf, type Shown } from "./places.ts";
import { isCancelled, type Requests } from "./requests.ts";

interface Layer {
  count: number;
  places: Shown[];
  cells: Cell[];
}

interface Answer {
  layers: Record<string, Layer>;
}

/** What is known of one collection; `count` is of the box. */
export interface Loaded {
  box: Box;
  zoom: number;
  places: Place[];
  cells: Cell[];
  count: number;
}

const CHANGING = ["trails", "stations"]; // their lines, their entrances: finer when nearer

export class Loader {
  readonly loaded = new Map<string, Loaded>();

  constructor(
    private readonly config: Config,
    private readonly requests: Requests,
    private readonly changed: (collections: readonly string[]) => void,
    private readonly failed: (again: () => void) => void,
  ) {}

  /** See to it that a view is covered; `changed` is called when something new has come. */
  async need(collections: readonly string[], view: Box, zoom: number): Promise<void> {
    const wanted = collections.filter((collection) => !this.suffices(collection, view, zoom));
    const box = boxAround(view, this.config.box);
    if (!wanted.length || isEmpty(box)) return this.requests.cancel("places");
    const query = `bbox=${box.join(",")}&zoom=${zoom}&layers=${wanted.join(",")}&lang=${this.config.language}`;
    try {
      const { layers } = JSON.parse(await this.requests.get("places", `${this.config.map}?${query}`)) as Answer;
      for (const [collection, { places, cells, count }] of Object.entries(layers)) {
        const endpoint = this.config.collections[collection]?.endpoint ?? "";
        const found = places.map((each) => placeOf(collection, endpoint, each));
        this.loaded.set(collection, { box, zoom, places: found, cells, count });
      }
      this.changed(wanted);
    } catch (error) {
      if (!isCancelled(error)) this.failed(() => void this.need(collections, view, zoom));
    }
  }

  /** Say whether what is known of a collection is all that this view shows. */
  private suffices(collection: string, view: Box, zoom: number): boolean {
    const known = this.loaded.get(collection);
    if (!known || !covers(known.box, view, this.config.box)) return false;
    const isWhole = known.count <= known.places.length && !CHANGING.includes(collection);
    return zoom === known.zoom || (isWhole && zoom > known.zoom);
  }
}
