// Print the map as it will lie on paper: at that size, with the whole answer, when its tiles are there.

const TILES = 900; // milliseconds that tiles may take at the new size

export class Paper {
  constructor(
    private readonly map: L.Map,
    private readonly look: () => void,
  ) {
    // Printed by the browser's own command there is no time to wait: what is there is moved.
    matchMedia("print").addEventListener("change", (event) => {
      if (!document.documentElement.classList.contains("printing")) this.arrange(event.matches);
    });
  }

  async print(): Promise<void> {
    const { classList } = document.documentElement;
    classList.add("printing");
    this.arrange(true);
    await new Promise((resolve) => setTimeout(resolve, TILES));
    print();
    classList.remove("printing");
    this.arrange(false);
  }

  private arrange(isPaper: boolean): void {
    this.map.invalidateSize({ animate: false });
    if (isPaper) this.look();
  }
}
