// Move symbols that would hide each other a little aside, so that each can be seen and pressed.

export interface Spot {
  x: number; // pixels, of the middle
  y: number;
  width: number;
  height: number;
}

const GAP = 2; // pixels between two symbols
const RINGS = [0, 20, 36, 52]; // pixels aside: the nearer, the truer
const TURNS = 12;

/**
 * Return where each spot may lie: its own place for the first, the nearest free one for the others.
 * What is `taken` by others stays free of symbols.
 * Where nothing is free within 52 pixels there is no room: null, until the map is nearer.
 */
export function spread(spots: readonly Spot[], taken: readonly Spot[] = []): (Spot | null)[] {
  const placed = [...taken];
  return spots.map((spot) => {
    const found = free(spot, placed) ?? null;
    if (found) placed.push(found);
    return found;
  });
}

function free(spot: Spot, placed: readonly Spot[]): Spot | undefined {
  for (const ring of RINGS) {
    for (let turn = 0; turn < (ring ? TURNS : 1); turn += 1) {
      const angle = (2 * Math.PI * turn) / TURNS;
      const moved = { ...spot, x: spot.x + ring * Math.cos(angle), y: spot.y + ring * Math.sin(angle) };
      if (!placed.some((other) => overlaps(moved, other))) return moved;
    }
  }
  return undefined;
}

function overlaps(a: Spot, b: Spot): boolean {
  return (
    Math.abs(a.x - b.x) < (a.width + b.width) / 2 + GAP && Math.abs(a.y - b.y) < (a.height + b.height) / 2 + GAP
  );
}
