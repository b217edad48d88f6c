import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore, type Reader } from '../../store/index.ts';
import { csv } from '../hub.fixture.ts';
import { batchNumber } from './batches.fixture.ts';

const script = join(import.meta.dirname, 'ingest-until-killed.fixture.ts');
const lastBatch = 420;
let folder: string;
let child: ChildProcess | null = null;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'luopan-ingest-kill-'));
});
afterAll(async () => {
  child?.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** Lets the process take batches until so many are acknowledged, then kills it. Result: the last one acknowledged. */
async function runUntil(taken: number, args: (string | number)[]): Promise<number> {
  const running = spawn(process.execPath, [script, ...args.map(String)], { stdio: ['ignore', 'pipe', 'inherit'] });
  child = running;
  let count = 0;
  let last = -1;
  for await (const line of createInterface({ input: running.stdout })) {
    const number = /^taken (\d+)$/.exec(line)?.[1];
    if (number !== undefined) {
      count += 1;
      last = Math.max(last, Number(number));
    }
    if (count >= taken || line === 'done') break;
  }
  running.kill('SIGKILL');
  if (running.exitCode === null && running.signalCode === null)
    await new Promise((resolve) => running.once('exit', resolve));
  return last;
}

/** What is known, without ids: every event with the identifiers of its person, and what people are like. */
const known = (reader: Reader) => ({
  events: reader.all(
    `SELECT e.name, e.occurred_at, e.message_id, e.properties,
            (SELECT group_concat(v) FROM (SELECT type || ':' || value AS v FROM identifiers WHERE profile_id = e.profile_id ORDER BY 1)) AS person
     FROM events e ORDER BY e.message_id, e.occurred_at, e.name`,
  ),
  people: reader.all('SELECT display_name, kind, traits FROM profiles ORDER BY 1, 2, 3'),
  counters: reader.all(`SELECT entity, row_count FROM entity_counters WHERE row_count <> 0 ORDER BY 1`),
});

it('[IN1] [IN2] killed 50 times, even between and during imports, keeps every acknowledged event once', async () => {
  const file = join(folder, 'events.csv');
  const rows = Array.from({ length: 4_000 }, (_, n) => `Filed,2026-01-0${1 + (n % 9)}T00:00:00Z,c${n % 40}`);
  await writeFile(file, csv('event,occurred_at,customer_id', ...rows));
  const dataDir = join(folder, 'killed');
  let acknowledged = -1;
  let seed = 7;
  for (let round = 0; round < 50; round += 1) {
    seed = (seed * 48_271) % 2_147_483_647;
    const withImport = round === 3 || round === 20;
    const last = await runUntil(1 + (seed % 14), [dataDir, acknowledged + 1, lastBatch, ...(withImport ? [file] : [])]);
    const contiguous = Math.max(acknowledged, last - 4);
    acknowledged = Math.min(contiguous, lastBatch - 1);
    if (round % 10 !== 9) continue;
    const reader = openStore(join(dataDir, 'luopan.sqlite'), { readOnly: true });
    const waiting = reader
      .all<{ items: string }>('SELECT items FROM ingest_inbox')
      .flatMap(({ items }) => JSON.parse(items) as { messageId: string }[]);
    const there = new Set([
      ...waiting.map(({ messageId }) => messageId),
      ...reader
        .all<{ id: string }>('SELECT message_id AS id FROM events WHERE message_id IS NOT NULL')
        .map(({ id }) => id),
      ...reader.all<{ id: string }>('SELECT message_id AS id FROM ingest_messages').map(({ id }) => id),
    ]);
    const promised = Array.from({ length: acknowledged + 1 }, (_, number) => batchNumber(number)).flat();
    expect(promised.filter(({ messageId }) => !there.has(messageId))).toEqual([]);
    reader.close();
  }
  await runUntil(Number.POSITIVE_INFINITY, [dataDir, acknowledged + 1, lastBatch]);

  const calm = join(folder, 'calm');
  await runUntil(Number.POSITIVE_INFINITY, [calm, 0, lastBatch]);
  const [a, b] = [dataDir, calm].map((path) => openStore(join(path, 'luopan.sqlite'), { readOnly: true }));
  if (!a || !b) throw new Error('no stores');
  try {
    const killed = known(a);
    const undisturbed = known(b);
    const sent = (events: unknown[]) =>
      events.filter((event) => (event as { message_id: string | null }).message_id !== null);
    expect(sent(killed.events).map((event) => (event as { message_id: string }).message_id)).toEqual(
      sent(undisturbed.events).map((event) => (event as { message_id: string }).message_id),
    );
    // Filed events came in between and know no message ids: all of them are there, once per import or not at all twice.
    expect(killed.events.length - sent(killed.events).length).toBe(4_000);
    expect(a.all('SELECT e.id FROM events e LEFT JOIN profiles p ON p.id = e.profile_id WHERE p.id IS NULL')).toEqual(
      [],
    );
    expect(
      a.all('SELECT i.id FROM identifiers i LEFT JOIN profiles p ON p.id = i.profile_id WHERE p.id IS NULL'),
    ).toEqual([]);
    const events = killed.counters.find((row) => (row as { entity: string }).entity === 'events') as {
      row_count: number;
    };
    expect(events.row_count).toBe(killed.events.length);
  } finally {
    a.close();
    b.close();
  }
}, 600_000);

it('gives the same people whether or not it was killed on the way', async () => {
  const calm = openStore(join(folder, 'calm', 'luopan.sqlite'), { readOnly: true });
  const dataDir = join(folder, 'killed-without-imports');
  let acknowledged = -1;
  for (const taken of [3, 40, 1, 17, 90, 6]) {
    const last = await runUntil(taken, [dataDir, acknowledged + 1, lastBatch]);
    acknowledged = Math.max(acknowledged, last - 4);
  }
  await runUntil(Number.POSITIVE_INFINITY, [dataDir, acknowledged + 1, lastBatch]);
  const survivor = openStore(join(dataDir, 'luopan.sqlite'), { readOnly: true });
  try {
    expect(known(survivor)).toEqual(known(calm));
  } finally {
    survivor.close();
    calm.close();
  }
});
