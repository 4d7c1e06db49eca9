// Say before anything is painted that a map will come, so that nothing jumps when it does.

const root = document.documentElement;
root.classList.add("with-map");
// Without its scripts the page is the page of those who have none.
addEventListener(
  "error",
  (event) => {
    if (event.target instanceof HTMLScriptElement) root.classList.remove("with-map");
  },
  true,
);
