// Suggestions lead to pages, to filters, or to what lies around them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Requests } from "./requests.ts";
import { aboutOf, addressOf, ask, countOf, endOf, type Finder, type Suggestion } from "./suggestions.ts";

const finder: Finder = {
  suggest: "/api/v1/suggest",
  search: "/en/search",
  language: "en",
  icons: "/static/icons.svg",
  box: [24, 60, 25, 61],
  nouns: {
    organisation: { name: "Organisation", icon: "organisation", page: "/en/organisations/", collection: "organisations" },
    hub: { name: "Mobility hub", icon: "hub", page: "/en/hubs/", collection: "hubs" },
    address: { name: "address", icon: "home", page: "", collection: "" },
    topic: { name: "topic", icon: "topic", page: "", collection: "" },
  },
  kinds: { organisations: { library: "library" }, hubs: { subway: "metro" } },
  texts: { none: "Nothing", one: "One suggestion", many: "{count} suggestions", example: "Example" },
};

function suggestion(noun: string, id: number | string, name: string, more: Partial<Suggestion> = {}): Suggestion {
  return { noun, id, name, name_language: "fi", kind: "", address: "", is_example: false, ...more };
}

function answering(suggestions: Suggestion[], asked: string[] = []): Requests {
  return new Requests(async (address) => {
    asked.push(String(address));
    return new Response(JSON.stringify({ suggestions }));
  });
}

test("it works", async () => {
  const asked: string[] = [];
  const found = await ask(finder, answering([suggestion("organisation", 3, "Kirjasto")], asked), "kir & jasto");
  assert.deepEqual(asked, ["/api/v1/suggest?q=kir+%26+jasto&lang=en&limit=8"]);
  assert.equal(found[0]?.name, "Kirjasto");
});

test("a field for places suggests nothing that has none", async () => {
  const given = [suggestion("topic", "sport", "Sport"), suggestion("event", 1, "Fair"), suggestion("address", 5, "Katu 1")];
  const found = await ask(finder, answering(given), "ka", { isEnd: true });
  assert.deepEqual(found.map(({ noun }) => noun), ["address"]);
});

test("an entry leads to its page, a topic to the filter, an address to what lies around it", () => {
  const kept = new URLSearchParams({ q: "spo", open: "now" });
  assert.equal(addressOf(finder, suggestion("organisation", 3, "Kirjasto"), kept), "/en/organisations/3/");
  assert.equal(addressOf(finder, suggestion("topic", "sport", "Sport"), kept), "/en/search?open=now&topic=sport");
  assert.equal(addressOf(finder, suggestion("address", 5, "Katu 1"), kept), "/en/search?open=now&from=Katu+1");
  assert.equal(kept.get("q"), "spo", "What the form says is only read.");
});

test("fields for places keep an id beside the name where there is one", () => {
  assert.equal(endOf(suggestion("organisation", 3, "Kirjasto")), "organisation:3");
  assert.equal(endOf(suggestion("address", 5, "Katu 1")), "");
});

test("what it is comes before where it is", () => {
  assert.equal(aboutOf(finder, suggestion("organisation", 3, "K", { kind: "library", address: "Katu 1" })), "library · Katu 1");
  assert.equal(aboutOf(finder, suggestion("organisation", 3, "K", { kind: "unheard" })), "Organisation");
  assert.equal(aboutOf(finder, suggestion("hub", 3, "K", { kind: "subway" })), "Mobility hub");
  assert.equal(aboutOf(finder, suggestion("castle", 3, "K")), "");
  assert.equal(aboutOf(finder, suggestion("castle", 3, "K", { is_example: true })), "Example");
});

test("those who listen hear how many there are", () => {
  assert.deepEqual([0, 1, 5].map((count) => countOf(finder, count)), ["Nothing", "One suggestion", "5 suggestions"]);
});
