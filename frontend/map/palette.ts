// The colours of the map, as the stylesheet has them: by day, by night, with more contrast, on paper.

/** Colours of what the basemap draws; names follow its kinds. */
export interface Palette {
  ground: string;
  sea: string;
  shore: string;
  hatch: string;
  land: Record<string, string>;
  building: string;
  wall: string;
  ways: Record<string, { fill: string; edge: string }>;
  foot: string;
  cycle: string;
  steps: string;
  rail: string;
  text: string;
  halo: string;
}

const LAND = "wood scrub park grass wetland sand rock pitch built square platform reserve".split(" ");
const WAYS = { major: "major", main: "main", street: "street", pedestrian: "pedestrian", service: "service", platform: "platform-way", pier: "pier" };
const SETTINGS = ["(prefers-color-scheme: dark)", "(prefers-contrast: more)", "(forced-colors: active)", "print"];

/** Return a colour of the stylesheet by the name of its custom property. */
export function colourOf(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

export function readPalette(): Palette {
  const read = (name: string): string => colourOf(`base-${name}`);
  return {
    ground: read("ground"),
    sea: read("sea"),
    shore: read("shore"),
    hatch: read("hatch"),
    land: Object.fromEntries(LAND.map((kind) => [kind, read(kind)])),
    building: read("building"),
    wall: read("wall"),
    ways: Object.fromEntries(
      Object.entries(WAYS).map(([kind, name]) => [kind, { fill: read(name), edge: read(`${name}-edge`) }]),
    ),
    foot: read("foot"),
    cycle: read("cycle"),
    steps: read("steps"),
    rail: read("rail"),
    text: read("text"),
    halo: read("halo"),
  };
}

const listening: (() => void)[] = [];

/** Run whenever the reader asks for other colours. */
export function onOtherColours(run: () => void): void {
  listening.push(run);
}

/** Say that the stylesheet may have other colours now. */
export function recolour(): void {
  for (const run of listening) run();
}

for (const setting of SETTINGS) {
  matchMedia(setting).addEventListener("change", () => {
    // On paper what is painted stays: it would not be there again in time.
    if (!matchMedia("print").matches) recolour();
  });
}
