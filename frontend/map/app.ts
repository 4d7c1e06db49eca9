// Hold the parts together: every change goes through the state, and the state is the address.

import { Basemap } from "./basemap.ts";
import { type Config, type Drawn, element } from "./config.ts";
import { Drawing } from "./drawing.ts";
import { Form } from "./form.ts";
import { boxOf, coverageBounds, makeMap } from "./frame.ts";
import { coveredOf, follow, hasRoom, isRightToLeft } from "./room.ts";
import { Lists } from "./lists.ts";
import { Loader } from "./loader.ts";
import { locateButton } from "./locate.ts";
import { Markers } from "./markers.ts";
import { Messages } from "./messages.ts";
import { Operating } from "./operating.ts";
import { Paper } from "./paper.ts";
import type { Place } from "./places.ts";
import { type Choice, Popup } from "./popup.ts";
import { Requests, settled } from "./requests.ts";
import { Sheet } from "./sheet.ts";
import { formatPosition, formatState, parseState, question, type State } from "./state.ts";
import { Told } from "./told.ts";
import { Trails } from "./trails.ts";
import { say } from "./words.ts";

const NONE: readonly Place[] = [];
const SETTLED = 200; // milliseconds without another move before places are asked for

export class App {
  private state: State = parseState(location.search);
  private readonly requests = new Requests();
  private readonly messages = new Messages(element("map-status"), element("map-message"));
  private readonly notes = new Messages(element("map-status"), element("map-note"));
  private readonly map: L.Map;
  private readonly basemap: Basemap;
  private readonly drawing: Drawing;
  private readonly operating: Operating;
  private readonly popup: Popup;
  private readonly markers: Markers;
  private readonly trails: Trails;
  private readonly loader: Loader;
  private readonly lists: Lists;
  private readonly told: Told;
  private readonly form: Form;
  private readonly sheet: Sheet;
  private readonly paper: Paper;
  private isArriving = false; // at an address that stays as it was sent

  constructor(private readonly config: Config) {
    this.map = makeMap(element("map"), config);
    this.basemap = new Basemap(this.map, config, () =>
      this.notes.problem(say(config, "noBasemap"), say(config, "again"), () => void this.basemap.retry()),
    );
    this.drawing = new Drawing(this.map, config);
    this.operating = new Operating(this.map, config, this.requests);
    this.popup = new Popup(this.map, config, (choice) => this.choose(choice));
    this.markers = new Markers(this.map, config, (place) => this.open(place));
    this.trails = new Trails(this.map, (place, at) => this.open(place, at));
    this.lists = new Lists(config, element("places"), (place) => this.showOnMap(place));
    this.loader = new Loader(
      config,
      this.requests,
      (collections) => this.loadedPlaces(collections),
      (again) => this.messages.problem(say(config, navigator.onLine ? "unanswered" : "offline"), say(config, "again"), again),
    );
    this.told = new Told(config, element("told"), this.requests, (text) => this.messages.say(text));
    this.form = new Form(element<HTMLFormElement>("map-ask"), element<HTMLFormElement>("layers"), config);
    this.sheet = new Sheet(config, element("sheet"), element("sheet-word"));
    this.paper = new Paper(this.map, this.basemap, () => this.fit(this.drawing.bounds, { padding: [40, 40] }));
  }

  start(): void {
    follow("--top-height", document.querySelector(".top"));
    follow("--bar-height", document.querySelector(".find-bar"));
    follow("--date-height", document.querySelector(".map-date"));
    element<HTMLDetailsElement>("legend").open = hasRoom(this.map.getContainer());
    const drawn = this.told.first();
    this.show(drawn);
    this.look(drawn);
    locateButton(this.map, this.config, (at, text) => this.openPoint(at, text), (text) => this.messages.say(text));
    const places = settled(SETTLED, () => this.refresh());
    this.map.on("moveend", () => {
      this.redraw();
      places();
      if (!this.isArriving) this.keepView();
    });
    this.map.on("click", (event) => this.openPoint(event.latlng, say(this.config, "point")));
    this.listen();
    this.refresh();
  }

  private listen(): void {
    this.form.on((change) => this.change({ ...this.state, ...change }), (layers) => {
      const isUsual = layers.join() === this.config.layers.join();
      this.state = { ...this.state, layers: isUsual ? null : layers };
      this.write("push");
      this.refresh();
      this.redraw();
    }, () => {
      const centre = this.map.getCenter();
      return formatPosition(centre.lng, centre.lat);
    });
    element("legend").addEventListener("toggle", () => this.redraw());
    addEventListener("popstate", () => this.arrive());
    addEventListener("offline", () => this.messages.problem(say(this.config, "offline")));
    addEventListener("online", () => this.recover());
    const side = element("side");
    side.addEventListener("click", (event) => this.follow(event));
    side.addEventListener("again", (event) => {
      const { detail } = event as CustomEvent<{ isAsked: boolean }>;
      void this.answer(detail.isAsked);
    });
  }

  /** Ask again for what did not come while there was no network. */
  private recover(): void {
    this.messages.clear();
    this.notes.clear();
    void this.basemap.retry();
    this.refresh();
  }

  /** Links to this page are changes of the state; all others are the browser's. */
  private follow(event: MouseEvent): void {
    const target = event.target as Element;
    if (target.closest(".print-button")) return void this.paper.print();
    const link = target.closest("a");
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!link || !isPlain || link.origin !== location.origin || link.pathname !== this.config.home || link.hash) return;
    event.preventDefault();
    this.change({ ...parseState(link.search), layers: this.state.layers });
  }

  private choose(choice: Choice): void {
    const kept = choice.area ? { ...this.state, to: "" } : { ...this.state, area: "" as const };
    this.change({ ...kept, ...choice });
  }

  /** Take a new question: a new address, a new answer, and the map goes where it is. */
  private change(state: State): void {
    this.popup.close();
    this.state = { ...state, view: null };
    this.write("push");
    this.form.show(this.state);
    void this.answer(true);
  }

  private async answer(isAsked: boolean): Promise<void> {
    const drawn = await this.told.ask(question(this.state), isAsked);
    if (!drawn) return;
    this.show(drawn);
    if (isAsked) this.sheet.pull(false);
    this.look(drawn);
    this.keepView();
  }

  private show(drawn: Drawn): void {
    this.drawing.show(drawn);
    this.operating.show(drawn.operating);
    this.form.know(drawn.names);
    this.form.name(this.state);
  }

  /** Look where the state says, else at the answer, else at all there is. */
  private look(drawn: Drawn): void {
    const view = this.state.view;
    const answer = this.drawing.bounds;
    if (view) this.map.setView([view.lat, view.lon], view.zoom, { animate: false });
    else if (answer && (drawn.walks.length || drawn.areas.length)) this.fit(answer, this.room());
    else if (this.operating.bounds) this.fit(this.operating.bounds, this.room());
    else if (!this.hasView() || this.isArriving) this.fit(coverageBounds(this.config), this.room());
  }

  /** Fit what is shown into what neither the legend nor the sheet covers. */
  private room(): L.FitBoundsOptions {
    const { clientWidth, clientHeight } = this.map.getContainer();
    const legend = element<HTMLDetailsElement>("legend");
    const beside = legend.open ? Math.min(legend.offsetWidth + 28, clientWidth * 0.45) : 76;
    const below = Math.min(coveredOf(this.map.getContainer()).bottom + 16, clientHeight * 0.6);
    const [left, right] = isRightToLeft() ? [beside, 24] : [24, beside];
    return { paddingTopLeft: [left, 48], paddingBottomRight: [right, below] };
  }

  private fit(bounds: L.LatLngBounds | null, how: L.FitBoundsOptions): void {
    // Without animation: its end would come later, and be written into another address.
    if (bounds) this.map.fitBounds(bounds, { maxZoom: 17, animate: false, ...how });
  }

  private hasView(): boolean {
    try {
      return Boolean(this.map.getCenter());
    } catch {
      return false; // Leaflet throws before the first view
    }
  }

  private keepView(): void {
    const { lng, lat } = this.map.getCenter();
    this.state = { ...this.state, view: { lon: lng, lat, zoom: this.map.getZoom() } };
    this.write("replace");
  }

  private write(how: "push" | "replace"): void {
    const query = formatState(this.state);
    const address = query ? `?${query}` : location.pathname;
    if (how === "push") history.pushState(null, "", address);
    else history.replaceState(null, "", address);
    this.form.links(query);
    if (how === "push") document.dispatchEvent(new Event("view"));
  }

  /** Come back to a former address. */
  private arrive(): void {
    this.popup.close();
    this.state = parseState(location.search);
    this.form.show(this.state);
    this.form.links(formatState(this.state));
    void this.told.ask(question(this.state), false).then((drawn) => {
      if (!drawn) return;
      this.show(drawn);
      this.isArriving = true;
      this.look(drawn); // moves at once, so that the address is left alone
      this.isArriving = false;
      this.refresh();
      this.redraw();
    });
  }

  private get layers(): readonly string[] {
    const all = Object.keys(this.config.collections);
    const on = this.state.layers ?? this.config.layers;
    return all.filter((name) => on.includes(name));
  }

  private refresh(): void {
    const view = boxOf(this.map.getBounds());
    void this.loader.need(this.layers, view, Math.floor(this.map.getZoom()));
  }

  private loadedPlaces(collections: readonly string[]): void {
    for (const collection of collections) {
      const { places = NONE, cells = [] } = this.loader.loaded.get(collection) ?? {};
      this.markers.set(collection, places, cells);
    }
    this.redraw();
  }

  private redraw(): void {
    const view = boxOf(this.map.getBounds());
    const on = this.layers;
    element<HTMLInputElement>("in-view").value = view.map((side) => side.toFixed(5)).join();
    this.markers.draw(on);
    this.trails.draw(on.includes("trails") ? (this.loader.loaded.get("trails")?.places ?? NONE) : NONE);
    for (const name of Object.keys(this.config.collections)) {
      this.lists.draw(name, on.includes(name), this.loader.loaded.get(name), view);
    }
  }

  private open(place: Place, at: L.LatLng = L.latLng(place.point[1], place.point[0])): void {
    this.form.know({ [place.endpoint]: place.name });
    this.popup.showPlace(place, at, () => this.markers.focus(place.key));
    void this.tellAddress(place);
    void this.tellOperating(place);
  }

  /** Say the address of a chosen place, which the map does not know of all. */
  private async tellAddress(place: Place): Promise<void> {
    const { api = "", hasAddress = false } = this.config.collections[place.collection] ?? {};
    if (!hasAddress) return;
    const address = `${api}/${place.id}?lang=${this.config.language}`;
    const text = await this.requests.get("address", address).catch(() => null); // another was chosen
    if (text) this.popup.add((JSON.parse(text) as GeoJSON.Feature).properties?.street_address as string);
  }

  /** Draw where a chosen organisation works, and say so. */
  private async tellOperating(place: Place): Promise<void> {
    const text = await this.operating.choose(place).catch(() => ""); // another place was chosen
    if (!text) return;
    this.popup.add(text);
    this.messages.say(text);
  }

  private openPoint(at: L.LatLng, name: string): void {
    const container = this.map.getContainer();
    this.popup.showPoint(at, name, formatPosition(at.lng, at.lat), () => container.focus({ preventScroll: true }));
  }

  private showOnMap(place: Place): void {
    this.sheet.pull(false);
    const at = L.latLng(place.point[1], place.point[0]);
    this.map.setView(at, Math.max(this.map.getZoom(), 15), { animate: false });
    this.open(place);
  }
}
