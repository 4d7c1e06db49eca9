// Say before anything is painted that a map will come, so that nothing jumps when it does; then
// fetch its scripts once the words are seen, so that on a slow line they do not wait for each other.

const root = document.documentElement;
const scripts = document.currentScript?.dataset.scripts?.split(" ") ?? [];
root.classList.add("with-map");
// Without its scripts the page is the page of those who have none.
addEventListener(
  "error",
  (event) => {
    if (event.target instanceof HTMLScriptElement) root.classList.remove("with-map");
  },
  true,
);

function load(): void {
  for (const address of scripts) {
    const script = document.createElement("script");
    script.src = address;
    script.async = false; // in this order
    document.head.append(script);
  }
}

/** Run once the words have been painted; where a browser does not tell, when they are there. */
function painted(run: () => void): void {
  if (!PerformanceObserver.supportedEntryTypes.includes("paint")) return run();
  new PerformanceObserver((_, observer) => {
    observer.disconnect();
    run();
  }).observe({ type: "paint", buffered: true });
}

addEventListener("DOMContentLoaded", () => painted(load));
