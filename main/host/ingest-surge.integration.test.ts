import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../store/index.ts';
import type { HostApart, PeakMemory } from './host-apart.fixture.ts';

/** A minute of 10,000 events a second; a third of it where the machine is so slow that all would hold up the rest. */
const [full, third] = [600_000, 200_000];
/** A machine that took longer than this for the first events is slow: at its pace all would take a minute and a half. */
const first = { events: 50_000, ms: 8_000 };
/** By far more than any machine takes for what it is given. */
const timeout = 600_000;
const perBatch = 500;
const senders = 8;
const people = 5_000;
const names = ['Viewed', 'Clicked', 'Added', 'Bought'] as const;
/** More than any of it needs, and far less than holding 600,000 events would take. */
const mostMemoryBytes = 600 * 1024 ** 2;

let child: ChildProcess;
let host: HostApart;
beforeAll(async () => {
  child = fork(join(import.meta.dirname, 'host-apart.fixture.ts'));
  host = await tell<HostApart>();
});
afterAll(async () => {
  const ended = once(child, 'exit');
  child.disconnect();
  await ended;
});

async function tell<T>(): Promise<T> {
  const [told] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('the host ended'))),
  ]);
  return told as T;
}
async function peakBytes(): Promise<number> {
  const told = tell<PeakMemory>();
  child.send('peak');
  return (await told).peakBytes;
}
const authorization = () => `Bearer ${host.token}`;

/** Events `from` to before `from + perBatch`; each name and each person as often as the next. */
function batch(from: number): string {
  const messages: string[] = [];
  for (let number = from; number < from + perBatch; number += 1) {
    messages.push(
      `{"type":"track","event":"${names[number % 4]}","messageId":"m${number}","userId":"u${number % people}",` +
        `"timestamp":"2026-03-0${1 + (number % 5)}T08:00:00Z","properties":{"path":"/p/${number % 500}","price":${number % 97}}}`,
    );
  }
  return `{"batch":[${messages.join()}]}`;
}

/** Sends as the public clients do: what is put off is sent again when the answer says. Result: when it was taken. */
async function send(from: number): Promise<void> {
  for (;;) {
    const response = await fetch(`${host.origin}/v1/batch`, {
      method: 'POST',
      headers: { authorization: authorization(), 'content-type': 'application/json' },
      body: batch(from),
    });
    const text = await response.text();
    if (response.status === 200) return;
    const isPutOff = response.status === 429 || response.status === 503;
    if (!isPutOff) throw new Error(`${response.status} ${text}`);
    await after(1000 * Number(response.headers.get('retry-after') ?? 1));
  }
}

async function ask(query: object): Promise<Record<string, unknown>[]> {
  for (;;) {
    const path = `/cubejs-api/v1/load?query=${encodeURIComponent(JSON.stringify(query))}`;
    const response = await fetch(host.origin + path, { headers: { authorization: authorization() } });
    const answer = (await response.json()) as { error?: string; data?: Record<string, unknown>[] };
    if (answer.data) return answer.data;
    if (answer.error !== 'Continue wait') throw new Error(`${response.status} ${answer.error}`);
  }
}
const count = async () => Number((await ask({ measures: ['events.count'] }))[0]?.['events.count']);

describe('a minute of 10,000 events a second', { timeout }, () => {
  it('is counted to the last event, each once, while a board asks, in bounded memory', async () => {
    await send(0);
    expect(await count()).toBe(perBatch);
    const idle = await peakBytes();
    const begin = performance.now();
    let total = full;
    let next = perBatch;
    let [begun, acknowledged] = [perBatch, perBatch];
    const sender = async () => {
      while (next < total) {
        const from = next;
        next += perBatch;
        begun += perBatch;
        await send(from);
        // As from a client that did not hear the answer.
        if (from % (perBatch * 100) === 0) await send(from);
        acknowledged += perBatch;
        if (acknowledged === first.events && performance.now() - begin > first.ms) total = third;
      }
    };
    let isOver = false;
    const seen: [least: number, count: number, most: number][] = [];
    const board = async () => {
      while (!isOver) {
        const least = acknowledged;
        const told = await count();
        seen.push([least, told, begun]);
        await ask({ measures: ['events.persons'], dimensions: ['events.name'] });
        await after(250);
      }
    };
    const asking = board();
    const asked = Promise.allSettled([asking]);
    try {
      await Promise.all(Array.from({ length: senders }, sender));
    } finally {
      isOver = true;
      await asked;
    }
    await asking;

    expect(acknowledged).toBe(total);
    expect(seen.length).toBeGreaterThan(0);
    for (const [least, told, most] of seen)
      expect(told >= least && told <= most, `${least} ${told} ${most}`).toBe(true);
    expect(await count()).toBe(total);
    const byName = await ask({ measures: ['events.count', 'events.persons'], dimensions: ['events.name'] });
    expect(
      Object.fromEntries(
        byName.map((row) => [row['events.name'], [Number(row['events.count']), Number(row['events.persons'])]]),
      ),
    ).toEqual(Object.fromEntries(names.map((name) => [name, [total / 4, people / 4]])));
    expect((await peakBytes()) - idle).toBeLessThan(mostMemoryBytes);

    const store = openStore(join(host.dataDir, 'luopan.sqlite'), { readOnly: true });
    try {
      const [kept] = store.all(
        `SELECT count(*) AS events, count(DISTINCT message_id) AS messages, count(DISTINCT profile_id) AS people,
                sum(CAST(substr(message_id, 2) AS INTEGER)) AS numbers FROM events`,
      );
      expect(kept).toEqual({ events: total, messages: total, people, numbers: (total * (total - 1)) / 2 });
      expect(store.get('SELECT count(*) AS n FROM ingest_inbox')).toEqual({ n: 0 });
    } finally {
      store.close();
    }
  });
});
