// What is typed is saved after a pause, kept while there is no connection, and saved once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FIRST_RETRY, fieldsOf, type Kept, PAUSE, readKept, Saving, type Told } from "./saving.ts";

function world(answers: (Told | Error)[]) {
  const seen = { posted: [] as string[], told: [] as string[], pauses: [] as number[], kept: null as Kept | null, was: {} };
  let run: (() => void) | null = null;
  const form = { text: "" };
  const saving = new Saving({
    read: () => ({ was: "", fields: [["name.fi", form.text]] }),
    post: async (kept) => {
      seen.posted.push(kept.fields[0]?.[1] ?? "");
      const answer = answers.shift() ?? { state: "saved" };
      if (answer instanceof Error) throw answer;
      return answer;
    },
    adopt: (was) => Object.assign(seen.was, was),
    keep: (kept) => (seen.kept = kept),
    tell: (told) => seen.told.push(told.state),
    later: (next, pause) => {
      run = next;
      seen.pauses.push(pause);
      return () => (run = null);
    },
  });
  const type = (text: string): void => {
    form.text = text;
    saving.changed();
  };
  const pause = async (): Promise<void> => {
    const next = run;
    run = null;
    next?.();
    await saving.save();
  };
  return { saving, seen, type, pause };
}

test("it works", async () => {
  const { saving, seen, type, pause } = world([{ state: "saved", was: { "name.fi": "a a" } }]);
  type("K");
  type("Kuoro");
  assert.deepEqual(seen.posted, []);
  assert.equal(seen.kept?.fields[0]?.[1], "Kuoro");
  await pause();
  assert.deepEqual(seen.posted, ["Kuoro"]);
  assert.deepEqual([seen.kept, seen.was, saving.isDirty], [null, { "name.fi": "a a" }, false]);
  await saving.save();
  assert.deepEqual(seen.posted, ["Kuoro"]);
});

test("without a connection it is kept and tried again, later each time", async () => {
  const { saving, seen, type, pause } = world([new Error(), new Error(), { state: "saved" }]);
  type("Kuoro");
  await saving.save();
  await saving.save();
  assert.deepEqual(seen.told, ["waiting", "waiting"]);
  assert.deepEqual(seen.pauses, [PAUSE, FIRST_RETRY, 2 * FIRST_RETRY]);
  assert.equal(seen.kept?.fields[0]?.[1], "Kuoro");
  assert.ok(saving.isDirty);
  await pause();
  assert.deepEqual([seen.told.at(-1), seen.kept, saving.isDirty], ["saved", null, false]);
});

test("what is typed while it is being saved is saved next", async () => {
  const { saving, seen, type, pause } = world([]);
  type("Kuo");
  const first = saving.save();
  type("Kuoro");
  await first;
  assert.ok(saving.isDirty);
  assert.equal(seen.kept?.fields[0]?.[1], "Kuoro");
  await pause();
  assert.deepEqual(seen.posted, ["Kuo", "Kuoro"]);
  assert.equal(seen.kept, null);
});

test("what somebody else changed, and what was handed in meanwhile, stays on the device", async () => {
  for (const state of ["conflict", "refused", "closed", "signed-out"] as const) {
    const { saving, seen, type } = world([{ state }]);
    type("Kuoro");
    await saving.save();
    assert.deepEqual([seen.told, seen.kept?.fields[0]?.[1], saving.isDirty], [[state], "Kuoro", true]);
  }
  const { saving, seen, type } = world([{ state: "closed" }]);
  type("Kuoro");
  await saving.save();
  type("Kuoro 2");
  assert.equal(await saving.save(), null);
  assert.deepEqual([seen.posted, seen.kept?.fields[0]?.[1]], [["Kuoro"], "Kuoro 2"]);
});

test("files are not kept, nor what only the page knows", () => {
  const data: [string, unknown][] = [["name.fi", "Kuoro"], ["csrf", "x"], ["picture", { name: "a.png" }]];
  assert.deepEqual(fieldsOf(data, ["csrf"]), [["name.fi", "Kuoro"]]);
});

test("what was kept is read, and nothing else", () => {
  const kept = { was: "{}", fields: [["a", "b"]] };
  assert.deepEqual(readKept(JSON.stringify(kept)), kept);
  for (const text of [null, "", "[", "1", "{}", '{"was":1,"fields":[]}', '{"was":"","fields":[["a"]]}', '{"was":"","fields":[["a",1]]}']) {
    assert.equal(readKept(text), null);
  }
});
