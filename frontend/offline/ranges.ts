// Keep ranges of a file, which a browser's store refuses: as whole answers under names of their own.

const ASKED = /^bytes=(\d+)-(\d+)$/;
const GIVEN = /^bytes (\d+)-(\d+)\/(\d+|\*)$/;
const KEY = /[?&]range=(\d+)-(\d+)$/;
const TOLD = ["Content-Type", "Content-Range", "ETag", "Cache-Control"];

/** Return the name of a range of a file; null when it is none with both ends. */
export function rangeKey(address: string, range: string | null): string | null {
  const found = ASKED.exec(range ?? "");
  if (!found) return null;
  const [first, last] = [Number(found[1]), Number(found[2])];
  return last >= first ? `${address}?range=${first}-${last}` : null;
}

/** Return how many bytes a kept range has at most, as its name says. */
export function rangeBytes(key: string): number {
  const found = KEY.exec(key);
  return found ? Number(found[2]) - Number(found[1]) + 1 : 0;
}

/** Turn a 206 into what may be kept; null when it does not say which range it is. */
export async function whole(part: Response): Promise<Response | null> {
  if (part.status !== 206 || !GIVEN.test(part.headers.get("Content-Range") ?? "")) return null;
  return new Response(await part.arrayBuffer(), { status: 200, headers: told(part) });
}

/** Turn what was kept into the 206 that it was. */
export async function part(kept: Response): Promise<Response> {
  const body = await kept.arrayBuffer();
  const headers = told(kept);
  headers.set("Content-Length", String(body.byteLength));
  headers.set("Accept-Ranges", "bytes");
  return new Response(body, { status: 206, statusText: "Partial Content", headers });
}

function told(response: Response): Headers {
  const headers = new Headers();
  for (const name of TOLD) {
    const value = response.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  return headers;
}
