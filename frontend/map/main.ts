// Start the map.
export {};
