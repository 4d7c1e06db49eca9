// Load the places of the layers that are on, for a little more than what is in view.

import { boxAround, covers, isEmpty } from "./boxes.ts";
import type { Config } from "./config.ts";
import { type Box, type Feature, type Place, placeOf } from "./places.ts";
import { isCancelled, type Requests } from "./requests.ts";

const ROWS = 1000;
const PAGES = 5; // more would be slow to draw and to read: then one is asked to zoom in

interface Answer {
  features: Feature[];
  count: number;
  next: string | null;
}

/** What is known of one collection. */
export interface Loaded {
  box: Box;
  places: Place[];
  count: number;
}

export class Loader {
  readonly loaded = new Map<string, Loaded>();

  constructor(
    private readonly config: Config,
    private readonly requests: Requests,
    private readonly changed: (collection: string) => void,
    private readonly failed: (again: () => void) => void,
  ) {}

  /** See to it that a view is covered; `changed` is called when something new has come. */
  async need(collection: string, view: Box): Promise<void> {
    const known = this.loaded.get(collection);
    const isWhole = known && known.count <= known.places.length;
    if (known && covers(known.box, view, this.config.box) && (isWhole || sizeOf(known.box) <= 4 * sizeOf(view))) return;
    const box = boxAround(view, this.config.box);
    if (isEmpty(box)) return;
    try {
      this.loaded.set(collection, await this.read(collection, box));
      this.changed(collection);
    } catch (error) {
      if (!isCancelled(error)) this.failed(() => void this.need(collection, view));
    }
  }

  private async read(collection: string, box: Box): Promise<Loaded> {
    const { api, query: own } = this.config.collections[collection] ?? { api: "", query: "" };
    const query = `bbox=${box.join(",")}&limit=${ROWS}&lang=${this.config.language}`;
    let address: string | null = `${api}?${own ? `${own}&` : ""}${query}`;
    const places: Place[] = [];
    let count = 0;
    for (let page = 0; address && page < PAGES; page++) {
      const answer = JSON.parse(await this.requests.get(`places-${collection}`, sameOrigin(address))) as Answer;
      count = answer.count;
      address = answer.next;
      for (const feature of answer.features) {
        const place = placeOf(collection, feature);
        if (place) places.push(place);
        else count -= 1;
      }
    }
    return { box, places, count };
  }
}

/** Keep the path and the query of an address: behind a proxy the server may not know its own name. */
export function sameOrigin(address: string): string {
  const { pathname, search } = new URL(address, "http://here.invalid");
  return pathname + search;
}

function sizeOf(box: Box): number {
  return Math.max(box[2] - box[0], box[3] - box[1]);
}
