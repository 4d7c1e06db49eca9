// Save what the map shows as a picture: tiles, lines, markers' places, scale, date and attribution.

import { isRightToLeft } from "./room.ts";

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
const LINE = 18; // pixels of a line of the note at the bottom
const FONT = "13px system-ui, sans-serif";
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

/** Break a text into lines no wider than they may be; a longer word has one to itself. */
export function wrapped(text: string, width: number, widthOf: (text: string) => number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
    if (lines.length && widthOf(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

async function picture(stage: HTMLElement, credit: string): Promise<Blob> {
  const frame = stage.getBoundingClientRect();
  const ratio = Math.min(Math.max(devicePixelRatio, 2), 3);
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("This browser draws no pictures.");
  const lines = noted(pen, stage, credit);
  const height = frame.height + lines.length * LINE + 10;
  canvas.width = Math.round(frame.width * ratio);
  canvas.height = Math.round(height * ratio);
  pen.scale(ratio, ratio);
  const style = getComputedStyle(stage);
  pen.fillStyle = style.backgroundColor;
  pen.fillRect(0, 0, frame.width, height);
  pen.save();
  pen.beginPath();
  pen.rect(0, 0, frame.width, frame.height);
  pen.clip();
  for (const tile of stage.querySelectorAll<HTMLCanvasElement>("canvas.leaflet-tile")) {
    const at = tile.getBoundingClientRect();
    if (tile.width && tile.height) pen.drawImage(tile, at.x - frame.x, at.y - frame.y, at.width, at.height);
  }
  // Lines lie in the panes one above the other, some drawn as SVG and many at once on a canvas.
  for (const pane of stage.querySelectorAll<SVGSVGElement | HTMLCanvasElement>(".leaflet-pane > svg, .leaflet-pane > canvas")) {
    const at = pane.getBoundingClientRect();
    const image = pane instanceof SVGSVGElement ? await drawn(pane, at) : pane;
    if (at.width && at.height) pen.drawImage(image, at.x - frame.x, at.y - frame.y, at.width, at.height);
  }
  for (const marker of stage.querySelectorAll<HTMLElement>(".leaflet-marker-pane > *")) mark(pen, marker, frame);
  pen.restore();
  note(pen, stage, frame, lines, style.color);
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

/** Date and credit in lines: beside the scale when there is room for them, else below it. */
function noted(pen: CanvasRenderingContext2D, stage: HTMLElement, credit: string): string[] {
  pen.font = FONT;
  const widthOf = (text: string): number => pen.measureText(text).width;
  const beside = wrapped(credit, stage.clientWidth - (scaleOf(stage)?.offsetWidth ?? 0) - 120, widthOf);
  return beside.length > 1 ? ["", ...wrapped(credit, stage.clientWidth - 16, widthOf)] : beside;
}

/** The scale, the date and whom to credit: a map without them is nobody's. */
function note(pen: CanvasRenderingContext2D, stage: HTMLElement, frame: DOMRect, lines: string[], ink: string): void {
  const middle = frame.height + 5 + LINE / 2;
  const scale = scaleOf(stage);
  pen.fillStyle = pen.strokeStyle = ink;
  pen.font = FONT;
  pen.textBaseline = "middle";
  pen.textAlign = "left";
  if (scale) {
    pen.strokeRect(8, middle - 2, scale.offsetWidth, 4);
    pen.fillText(scale.textContent ?? "", scale.offsetWidth + 16, middle);
  }
  pen.textAlign = "right";
  pen.direction = isRightToLeft() ? "rtl" : "ltr";
  lines.forEach((line, at) => pen.fillText(line, frame.width - 8, middle + at * LINE, frame.width - 16));
}

function scaleOf(stage: HTMLElement): HTMLElement | null {
  return stage.querySelector<HTMLElement>(".leaflet-control-scale-line");
}

function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
