import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { boardInput } from '../../contract/boards.ts';
import { type Hub, startHub } from '../hub/index.ts';
import { silentLogger } from '../ports/logger.ts';
import { type Boards, createBoards } from './index.ts';

const minute = 60_000;
const input = (en: string) => boardInput.parse({ title: { en, 'zh-CN': en }, tiles: [] });
let folder: string;
let hub: Hub;
let boards: Boards;
let now: number;
let id: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'luopan-history-'));
  const defaults = { name: 'T', language: 'en' as const, timezone: 'UTC' };
  hub = await startHub({ dataDir: folder, logger: silentLogger, defaults });
});
afterAll(async () => {
  await hub.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  now = Date.UTC(2026, 0, 5, 9);
  boards = createBoards(hub.metadata, { now: () => now });
  ({ id } = await boards.add(input('0'), 'Li'));
});

/** One save at each of so many steps of time. */
async function saves(count: number, everyMs: number, author = 'Li'): Promise<void> {
  for (let n = 1; n <= count; n += 1) {
    now += everyMs;
    await boards.replace(id, input(`${author} ${n}`), { expectedVersion: null, author });
  }
}
const kept = () => boards.versions(id).map(({ version }) => version);

describe('the history of a board', () => {
  it('has a step at least every quarter of an hour, however long somebody goes on changing it', async () => {
    await saves(40, minute);
    expect(kept()).toEqual([41, 31, 16, 1]);
    expect(boards.version(id, 16).title.en).toBe('Li 15');
  });

  it('has a step for every pause and for everyone who changed it', async () => {
    await saves(3, minute);
    await saves(1, 6 * minute);
    await saves(2, minute, 'Wang');
    expect(boards.versions(id).map(({ version, author }) => [version, author])).toEqual([
      [7, 'Wang'],
      [5, 'Li'],
      [4, 'Li'],
      [1, 'Li'],
    ]);
  });

  it('forgets nothing of before because of many saves of one afternoon', async () => {
    await saves(1, 24 * 60 * minute);
    now += 24 * 60 * minute;
    await saves(300, 1000);
    expect(kept()).toEqual([302, 2, 1]);
  });

  it('keeps the newest two hundred steps', async () => {
    await saves(205, 6 * minute);
    expect(kept()).toEqual(Array.from({ length: 200 }, (_, n) => 206 - n));
  });
});
