// Bundle the styles and the map's script, or the script's tests, with esbuild:
// `node frontend/map/build.mjs OUT LEAFLET`, `node frontend/map/build.mjs OUT --tests`.
import { build } from "esbuild";
import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const forms = join(here, "..", "forms");
const offline = join(here, "..", "offline");
const [out, option] = process.argv.slice(2);
if (!out || !option) throw new Error("node frontend/map/build.mjs OUT LEAFLET, or OUT --tests");

const shared = { bundle: true, outdir: out, logLevel: "warning", legalComments: "none" };
if (option === "--tests") {
  const folders = [here, forms, offline];
  const tests = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".test.ts"))
      .map((name) => [`${basename(folder)}-${name.replace(/\.ts$/, "")}`, join(folder, name)]),
  );
  await build({
    ...shared,
    entryPoints: Object.fromEntries(tests),
    format: "esm",
    platform: "node",
    outExtension: { ".js": ".mjs" },
  });
} else {
  // Leaflet is django-leaflet's one file, the global L: it is not bundled a second time.
  await build({
    ...shared,
    entryPoints: {
      map: join(here, "main.ts"),
      "map-first": join(here, "first.ts"),
      search: join(here, "search.ts"),
      passkeys: join(here, "passkeys.ts"),
      writing: join(forms, "writing.ts"),
      offline: join(offline, "page.ts"),
      "service-worker": join(offline, "worker.ts"),
    },
    format: "iife",
    target: "es2022",
    minify: true,
    // The library sets a name on each of its small functions, at the cost of a tenth of its size.
    keepNames: false,
    metafile: true,
  });
  // One file for each kind of page: every further one would be waited for before anything is seen.
  const styles = join(here, "..", "css");
  await build({
    ...shared,
    entryPoints: ["reading.css", "with-map.css"].map((name) => join(styles, name)),
    nodePaths: [option], // where django-leaflet keeps leaflet/leaflet.css
    plugins: [{ name: "no pictures", setup: leaveOutPictures }],
    target: ["chrome111", "firefox113", "safari16.4"],
    minify: true,
  });
}

/** Leave out Leaflet's own pictures of controls and markers: ours are drawn otherwise. */
function leaveOutPictures({ onLoad }) {
  onLoad({ filter: /leaflet.*\.png$/ }, () => ({ contents: "", loader: "dataurl" }));
}
