// What is overtaken is cancelled; what was answered is not asked again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isCancelled, Requests, settled, Unanswered } from "./requests.ts";

type Asked = { address: string; signal: AbortSignal; answer: (text: string, status?: number) => void };

function server(): { asked: Asked[]; ask: typeof fetch } {
  const asked: Asked[] = [];
  const ask = (address: unknown, init?: RequestInit): Promise<Response> =>
    new Promise((resolve, reject) => {
      const signal = init?.signal as AbortSignal;
      signal.addEventListener("abort", () => reject(new DOMException("overtaken", "AbortError")));
      asked.push({ address: String(address), signal, answer: (text, status = 200) => resolve(new Response(text, { status })) });
    });
  return { asked, ask: ask as typeof fetch };
}

test("it works, and is remembered", async () => {
  const { asked, ask } = server();
  const requests = new Requests(ask);
  const first = requests.get("told", "/a");
  asked[0]?.answer("one");
  assert.equal(await first, "one");
  assert.equal(await requests.get("told", "/a"), "one");
  assert.equal(asked.length, 1);
});

test("a later question cancels the one before, of the same name alone", async () => {
  const { asked, ask } = server();
  const requests = new Requests(ask);
  const overtaken = requests.get("told", "/a");
  const other = requests.get("places", "/p");
  const latest = requests.get("told", "/b");
  await assert.rejects(overtaken, isCancelled);
  asked[2]?.answer("two");
  asked[1]?.answer("places");
  assert.equal(await latest, "two");
  assert.equal(await other, "places");
});

test("an error is told and not remembered", async () => {
  const { asked, ask } = server();
  const requests = new Requests(ask);
  const broken = requests.get("told", "/a");
  asked[0]?.answer("", 503);
  await assert.rejects(broken, Unanswered);
  const again = requests.get("told", "/a");
  asked[1]?.answer("fine");
  assert.equal(await again, "fine");
});

test("many calls in a row run once", async () => {
  let runs = 0;
  const call = settled(5, () => runs++);
  for (let at = 0; at < 9; at++) call();
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.equal(runs, 1);
});
