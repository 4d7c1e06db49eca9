// Put names and numbers into the texts of the page.

import type { Config } from "./config.ts";
import type { Place, When } from "./places.ts";

/** Replace {name} by its value; what has no value stays to be seen. */
export function fill(template: string, values: Record<string, string | number>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export function say(config: Config, key: string, values: Record<string, string | number> = {}): string {
  return fill(config.texts[key] ?? key, values);
}

/** Return what a place is, such as "metro station"; of an event, when it is. */
export function kindOf(config: Config, place: Place): string {
  if (place.when) return whenOf(config, place.when);
  const words = config.kinds[place.collection] ?? {};
  const name = config.collections[place.collection]?.name ?? place.collection;
  if (place.collection === "hubs") return name;
  return words[place.kind] ?? (place.kind.replaceAll("_", " ") || name);
}

const STATUSES: Record<string, string> = { cancelled: "cancelledThen", postponed: "postponedThen" };

/** Say when an event is: the clock of the area stands in the text itself, wherever the reader is. */
export function whenOf(config: Config, when: When): string {
  const day = { weekday: "short", day: "numeric", month: "long", timeZone: "UTC" } as const;
  const hour = when.allDay ? {} : ({ hour: "numeric", minute: "2-digit" } as const);
  const language = config.language === "en" ? "en-GB" : config.language;
  const time = new Intl.DateTimeFormat(language, { ...day, ...hour }).format(new Date(`${when.startsAt.slice(0, 16)}Z`));
  const status = STATUSES[when.status];
  return status ? say(config, status, { when: time }) : time;
}

/** Return a place's name, or what it is when it has none. */
export function nameOf(config: Config, place: Place): string {
  if (place.name) return place.name;
  const kind = kindOf(config, place);
  return say(config, "nameless", { kind: kind.charAt(0).toUpperCase() + kind.slice(1) });
}

/** Return a name that no other place of the map has: name and kind. */
export function fullName(config: Config, place: Place): string {
  if (!place.name) return nameOf(config, place);
  return say(config, "nameAndKind", { name: place.name, kind: kindOf(config, place) });
}

/** Make names unique by numbers, as labels must be told apart. */
export function unique(names: readonly string[]): string[] {
  const total = new Map<string, number>();
  for (const name of names) total.set(name, (total.get(name) ?? 0) + 1);
  const seen = new Map<string, number>();
  return names.map((name) => {
    if (total.get(name) === 1) return name;
    const number = (seen.get(name) ?? 0) + 1;
    seen.set(name, number);
    return `${name} (${number})`;
  });
}
