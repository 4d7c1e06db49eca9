// Save what is typed by itself: after a pause, again when the connection is back, nothing lost between.

/** What a form holds: its fields, and the marks of what it was shown with. */
export interface Kept {
  was: string;
  fields: [name: string, value: string][];
}

export interface Told {
  state: "saved" | "conflict" | "refused" | "closed" | "signed-out" | "waiting";
  at?: string; // when it was saved, as the page writes times
  text?: string; // the server's own words
  was?: Record<string, string>; // new marks of what was saved
}

/** What is around: the form, the server, the device, the clock. */
export interface World {
  read(): Kept;
  post(kept: Kept): Promise<Told>; // rejects when there is no connection
  adopt(was: Record<string, string>): void;
  keep(kept: Kept | null): void; // on this device; null: nothing
  tell(told: Told): void;
  later(run: () => void, milliseconds: number): () => void; // returns how to call it off
}

export const PAUSE = 1500; // milliseconds without a key
export const FIRST_RETRY = 5_000;
export const LAST_RETRY = 60_000;

export class Saving {
  private typed = 0; // how often something was typed
  private saved = 0; // what of that the server has
  private retry = FIRST_RETRY;
  private callOff: () => void = () => undefined;
  private running: Promise<Told | null> | null = null;
  private isOver = false; // the draft takes nothing any more

  constructor(private readonly world: World) {}

  get isDirty(): boolean {
    return this.typed > this.saved;
  }

  /** Something was typed. */
  changed(): void {
    this.typed += 1;
    this.world.keep(this.world.read());
    if (!this.isOver) this.soon(PAUSE);
  }

  /** Save now whatever was typed; null where there was nothing to save. */
  async save(): Promise<Told | null> {
    this.callOff();
    if (this.running) await this.running;
    if (!this.isDirty || this.isOver) return null;
    this.running = this.send();
    const told = await this.running;
    this.running = null;
    return told;
  }

  private async send(): Promise<Told> {
    const upTo = this.typed;
    let told: Told;
    try {
      told = await this.world.post(this.world.read());
    } catch {
      told = { state: "waiting" };
    }
    if (told.was) this.world.adopt(told.was);
    this.world.tell(told);
    if (told.state === "waiting" || told.state === "signed-out") {
      this.soon(this.retry);
      this.retry = Math.min(this.retry * 2, LAST_RETRY);
      return told;
    }
    this.retry = FIRST_RETRY;
    this.isOver = told.state === "closed";
    if (told.state === "saved") this.settle(upTo);
    return told;
  }

  /** Forget what the server has; what was typed meanwhile is saved next. */
  private settle(upTo: number): void {
    this.saved = upTo;
    if (!this.isDirty) return this.world.keep(null);
    this.world.keep(this.world.read());
    this.soon(PAUSE);
  }

  private soon(milliseconds: number): void {
    this.callOff();
    this.callOff = this.world.later(() => void this.save(), milliseconds);
  }
}

/** Return the fields of a form as they are posted; files, and what only the page knows, are left out. */
export function fieldsOf(data: Iterable<[string, unknown]>, left: readonly string[]): [string, string][] {
  return [...data].filter((each): each is [string, string] => typeof each[1] === "string" && !left.includes(each[0]));
}

/** Read what was kept on a device; null for what is none. */
export function readKept(text: string | null): Kept | null {
  try {
    const found = JSON.parse(text ?? "null") as Kept | null;
    const isSound = typeof found?.was === "string" && Array.isArray(found.fields) && found.fields.every((each) => Array.isArray(each) && each.length === 2 && each.every((one) => typeof one === "string"));
    return isSound ? found : null;
  } catch {
    return null;
  }
}
