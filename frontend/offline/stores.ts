// Keep answers on the device, each kind in a store of its own, and not more than there is room for.

import { type Kept, tooMuch } from "./choosing.ts";
import { rangeBytes } from "./ranges.ts";

export type Kind = "shell" | "static" | "pages" | "data" | "tiles";

const PREFIX = "servicemap-";
const MEGABYTE = 1_000_000;
const ROOM: Record<Kind, { most: number; bytes: number }> = {
  shell: { most: 100, bytes: 5 * MEGABYTE },
  static: { most: 200, bytes: 10 * MEGABYTE },
  pages: { most: 60, bytes: 15 * MEGABYTE },
  data: { most: 200, bytes: 20 * MEGABYTE },
  tiles: { most: 800, bytes: 50 * MEGABYTE },
};
const LOOKS = 20; // so many more tiles before their room is measured again
const KEPT_AT = "X-Kept-At";
const BYTES = "X-Kept-Bytes";
const TITLE = "X-Kept-Title";

/** Return the name of a store: what is drawn with an older version goes with it, but for tiles. */
export function storeName(kind: Kind, version: string): string {
  return kind === "tiles" ? `${PREFIX}tiles` : `${PREFIX}${kind}-${version}`;
}

/** Say which of all stores are not this version's. */
export function outdated(names: readonly string[], version: string): string[] {
  const kinds = Object.keys(ROOM) as Kind[];
  const current = kinds.map((kind) => storeName(kind, version));
  return names.filter((name) => name.startsWith(PREFIX) && !current.includes(name));
}

/** Write beside an answer when it was kept, how large it is, and what it is called. */
export function dated(body: string | ArrayBuffer, from: Response, title = "", now = new Date()): Response {
  const headers = new Headers(from.headers);
  // The body has been unpacked.
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  headers.set(KEPT_AT, now.toISOString());
  headers.set(BYTES, String(new Blob([body]).size));
  headers.set(TITLE, encodeURIComponent(title));
  return new Response(body, { status: 200, headers });
}

export function keptAt(kept: Response): string {
  return kept.headers.get(KEPT_AT) ?? "";
}

export function titleOf(kept: Response): string {
  try {
    return decodeURIComponent(kept.headers.get(TITLE) ?? "");
  } catch {
    return "";
  }
}

/** A view that is kept, as the reader is told of it. */
export interface View {
  address: string;
  title: string;
  at: string;
}

/** Return the views that are kept, the newest first. */
export async function views(): Promise<View[]> {
  const found: View[] = [];
  for (const name of await caches.keys()) {
    if (!name.startsWith(`${PREFIX}pages-`)) continue;
    const store = await caches.open(name);
    for (const request of await store.keys()) {
      const kept = await store.match(request);
      if (kept) found.push({ address: request.url, title: titleOf(kept), at: keptAt(kept) });
    }
  }
  return found.sort((one, other) => other.at.localeCompare(one.at));
}

/** Delete what was kept of the reader's visits; the page for being offline stays. */
export async function forget(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && !name.startsWith(`${PREFIX}shell-`)) await caches.delete(name);
  }
}

/** The stores of one version. */
export class Stores {
  private queue: Promise<void> = Promise.resolve();
  private readonly used = new Set<string>(); // tiles looked at since the script was started
  private unmeasured = LOOKS;

  constructor(private readonly version: string) {}

  open(kind: Kind): Promise<Cache> {
    return caches.open(storeName(kind, this.version));
  }

  async find(kind: Kind, key: string): Promise<Response | undefined> {
    if (kind === "tiles") this.used.add(key);
    return (await this.open(kind)).match(key, { ignoreVary: true });
  }

  /** Keep an answer as the newest of its kind; a device without room keeps nothing more. */
  async keep(kind: Kind, key: string, kept: Response): Promise<void> {
    try {
      const store = await this.open(kind);
      await store.delete(key, { ignoreVary: true }); // so that it becomes the newest
      await store.put(key, kept);
      if (kind === "tiles" && (this.unmeasured += 1) < LOOKS) return;
      if (kind === "tiles") this.unmeasured = 0;
      this.queue = this.queue.then(() => this.makeRoom(kind));
      await this.queue;
    } catch {
      // Keeping is a convenience: the answer itself has reached its reader.
    }
  }

  private async makeRoom(kind: Kind): Promise<void> {
    const store = await this.open(kind);
    const kept: Kept[] = [];
    for (const request of await store.keys()) {
      const bytes = kind === "tiles" ? rangeBytes(request.url) : Number((await store.match(request))?.headers.get(BYTES) ?? 0);
      kept.push({ key: request.url, bytes });
    }
    const recent = (each: Kept): number => Number(this.used.has(each.key));
    const { most, bytes } = ROOM[kind];
    for (const key of tooMuch(kept.sort((one, other) => recent(one) - recent(other)), most, bytes)) {
      await store.delete(key, { ignoreVary: true });
    }
  }
}
