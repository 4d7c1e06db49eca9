// Save what the map shows as a picture: tiles, lines, markers' places, scale, date and attribution.

const DRAWN = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "opacity",
];
const NOTE = 28; // pixels of the line at the bottom
const LONGEST_NAME = 60;

/** Listen for buttons of this class, wherever an answer has put them. */
export function offerPicture(stage: HTMLElement, side: HTMLElement, credit: () => string): void {
  side.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>(".picture-button");
    if (!button) return;
    button.disabled = true;
    void picture(stage, credit())
      .then((blob) => save(blob, fileName(document.title)))
      .finally(() => {
        button.disabled = false;
      });
  });
}

/** What a file may be called on every system. */
export function fileName(title: string): string {
  const plain = title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "");
  return `${plain.slice(0, LONGEST_NAME).toLowerCase() || "map"}.png`;
}

async function picture(stage: HTMLElement, credit: string): Promise<Blob> {
  const frame = stage.getBoundingClientRect();
  const ratio = Math.min(Math.max(devicePixelRatio, 2), 3);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(frame.width * ratio);
  canvas.height = Math.round((frame.height + NOTE) * ratio);
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("This browser draws no pictures.");
  pen.scale(ratio, ratio);
  const style = getComputedStyle(stage);
  pen.fillStyle = style.backgroundColor;
  pen.fillRect(0, 0, frame.width, frame.height + NOTE);
  pen.save();
  pen.beginPath();
  pen.rect(0, 0, frame.width, frame.height);
  pen.clip();
  for (const tile of stage.querySelectorAll<HTMLCanvasElement>("canvas.leaflet-tile")) {
    const at = tile.getBoundingClientRect();
    if (tile.width && tile.height) pen.drawImage(tile, at.x - frame.x, at.y - frame.y, at.width, at.height);
  }
  // Lines lie in the panes one above the other, some drawn as SVG and many at once on a canvas.
  for (const lines of stage.querySelectorAll<SVGSVGElement | HTMLCanvasElement>(".leaflet-pane > svg, .leaflet-pane > canvas")) {
    const at = lines.getBoundingClientRect();
    const image = lines instanceof SVGSVGElement ? await drawn(lines, at) : lines;
    if (at.width && at.height) pen.drawImage(image, at.x - frame.x, at.y - frame.y, at.width, at.height);
  }
  for (const marker of stage.querySelectorAll<HTMLElement>(".leaflet-marker-pane > *")) mark(pen, marker, frame);
  pen.restore();
  note(pen, stage, frame, credit, style.color);
  return new Promise((done, failed) => {
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("The picture is too large."))), "image/png");
  });
}

/** Copy an SVG with the look that the stylesheet gives it, for a picture knows no stylesheet. */
async function drawn(lines: SVGSVGElement, at: DOMRect): Promise<HTMLImageElement> {
  const copy = looking(lines);
  for (const pattern of document.querySelectorAll<SVGPatternElement>(".patterns pattern")) copy.prepend(looking(pattern));
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(at.width));
  copy.setAttribute("height", String(at.height));
  copy.removeAttribute("style");
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  return image;
}

/** Copy an element with the look of all its paths. */
function looking<T extends SVGElement>(drawing: T): T {
  const copy = drawing.cloneNode(true) as T;
  const originals = drawing.querySelectorAll("path");
  copy.querySelectorAll("path").forEach((path, index) => {
    const original = originals[index];
    if (!original) return;
    const look = getComputedStyle(original);
    for (const name of DRAWN) path.setAttribute(name, look.getPropertyValue(name));
    path.removeAttribute("class");
  });
  return copy;
}

function mark(pen: CanvasRenderingContext2D, marker: HTMLElement, frame: DOMRect): void {
  const shown = marker.firstElementChild ?? marker;
  const at = shown.getBoundingClientRect();
  const look = getComputedStyle(shown);
  if (!at.width || look.visibility === "hidden") return;
  pen.fillStyle = look.backgroundColor;
  pen.strokeStyle = look.borderTopColor;
  pen.lineWidth = 2;
  pen.beginPath();
  pen.roundRect(at.x - frame.x, at.y - frame.y, at.width, at.height, Math.min(at.width, at.height) / 3);
  pen.fill();
  pen.stroke();
  const text = marker.textContent?.trim() ?? "";
  if (!text) return;
  pen.fillStyle = look.color;
  pen.font = `${look.fontWeight} ${look.fontSize} ${look.fontFamily}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(text, at.x - frame.x + at.width / 2, at.y - frame.y + at.height / 2, at.width);
}

/** The scale, the date and whom to credit: a map without them is nobody's. */
function note(pen: CanvasRenderingContext2D, stage: HTMLElement, frame: DOMRect, credit: string, ink: string): void {
  const middle = frame.height + NOTE / 2;
  const scale = stage.querySelector<HTMLElement>(".leaflet-control-scale-line");
  pen.fillStyle = pen.strokeStyle = ink;
  pen.font = "13px system-ui, sans-serif";
  pen.textBaseline = "middle";
  pen.textAlign = "start";
  const width = scale?.offsetWidth ?? 0;
  if (scale) {
    pen.strokeRect(8, middle - 2, width, 4);
    pen.fillText(scale.textContent ?? "", width + 16, middle);
  }
  pen.textAlign = "end";
  pen.fillText(credit, frame.width - 8, middle, Math.max(frame.width - width - 120, 80));
}

function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
