// Say before anything is painted that a map will come, so that nothing jumps when it does; then
// fetch the scripts once the words are seen, so that on a slow line they do not wait for each other.
//
// `data-small` names scripts that draw no map, `data-scripts` those of the map, both in their order.
// With `data-wide`, a media query, a window that it does not match has the map when asked for it.

const root = document.documentElement;
const { small, scripts, wide } = document.currentScript?.dataset ?? {};
root.classList.add("with-script");
if (scripts) root.classList.add("with-map");
// Without its scripts the page is the page of those who have none.
addEventListener(
  "error",
  (event) => {
    if (event.target instanceof HTMLScriptElement) root.classList.remove("with-map", "with-script");
  },
  true,
);

function load(addresses = ""): void {
  for (const address of addresses.split(" ").filter(Boolean)) {
    const script = document.createElement("script");
    script.src = address;
    script.async = false; // in this order
    document.head.append(script);
  }
}

/** Load the map's scripts once: at once where there is room, else when somebody wants the map. */
function loadMap(): void {
  let isLoaded = false;
  const once = (): void => {
    if (!isLoaded) load(scripts);
    isLoaded = true;
  };
  const room = wide ? matchMedia(wide) : null;
  if (!room || room.matches) return once();
  room.addEventListener("change", () => room.matches && once());
  addEventListener("click", (event) => {
    const button = (event.target as Element).closest("[data-ask-map]");
    if (!button) return;
    button.setAttribute("aria-expanded", String(root.classList.toggle("map-asked")));
    once();
  });
}

/** Run once the words have been painted; where a browser does not tell, when they are there. */
function painted(run: () => void): void {
  if (!PerformanceObserver.supportedEntryTypes.includes("paint")) return run();
  new PerformanceObserver((_, observer) => {
    observer.disconnect();
    run();
  }).observe({ type: "paint", buffered: true });
}

addEventListener("DOMContentLoaded", () =>
  painted(() => {
    load(small);
    loadMap();
  }),
);
