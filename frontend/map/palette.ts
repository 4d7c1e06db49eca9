// The colours of the map by day and by night.

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
  water: string;
  halo: string;
}

export const LIGHT: Palette = {
  ground: "#f3f0e7",
  sea: "#a5cfe3",
  shore: "#6fa6c2",
  hatch: "#b9b4a6",
  land: {
    wood: "#c7dcb6",
    scrub: "#d6e3c2",
    park: "#d8ebcd",
    grass: "#e2edd3",
    wetland: "#cfe3dc",
    sand: "#f3e6bf",
    rock: "#dedbd2",
    pitch: "#c4e0c6",
    built: "#ece7dc",
    square: "#f6efe0",
    platform: "#e3dcd0",
    reserve: "#dcebd0",
  },
  building: "#d8cfc0",
  wall: "#b9ad9b",
  ways: {
    major: { fill: "#f6c98d", edge: "#b8793a" },
    main: { fill: "#fbe6ab", edge: "#bfa04f" },
    street: { fill: "#ffffff", edge: "#c3bcae" },
    pedestrian: { fill: "#f5e9dd", edge: "#c9b59f" },
    service: { fill: "#fdfcf8", edge: "#d3cdc1" },
    platform: { fill: "#e3dcd0", edge: "#b7ae9f" },
    pier: { fill: "#e3dcd0", edge: "#9c937f" },
  },
  foot: "#9a5b2e",
  cycle: "#3d6fb0",
  steps: "#a02c1d",
  rail: "#857f78",
  text: "#23343b",
  water: "#1f5673",
  halo: "#fbf9f3",
};

export const DARK: Palette = {
  ground: "#1b262b",
  sea: "#0e3a55",
  shore: "#2f6a8a",
  hatch: "#44545b",
  land: {
    wood: "#1f3a2c",
    scrub: "#233b2e",
    park: "#21402f",
    grass: "#253c2d",
    wetland: "#1d3d3d",
    sand: "#45402c",
    rock: "#31383a",
    pitch: "#204536",
    built: "#202b30",
    square: "#2a3235",
    platform: "#384246",
    reserve: "#20392c",
  },
  building: "#34434a",
  wall: "#4d5f67",
  ways: {
    major: { fill: "#8a6337", edge: "#3b2a17" },
    main: { fill: "#75683a", edge: "#332d19" },
    street: { fill: "#56666d", edge: "#27343a" },
    pedestrian: { fill: "#5a5a5a", edge: "#2d3335" },
    service: { fill: "#445359", edge: "#253136" },
    platform: { fill: "#4b585d", edge: "#2b363a" },
    pier: { fill: "#56636a", edge: "#2b363a" },
  },
  foot: "#d6a679",
  cycle: "#86b4ea",
  steps: "#ff9a86",
  rail: "#8c959a",
  text: "#e6edeb",
  water: "#a9d4ea",
  halo: "#131d21",
};
