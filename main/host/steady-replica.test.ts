import { beforeEach, expect, it } from 'vitest';
import type { Workspace } from '../../contract/workspace.ts';
import { silentLogger } from '../ports/logger.ts';
import type { Replica, ReplicaConfiguration, ReplicaState } from '../replica/index.ts';
import { SteadyReplica } from './steady-replica.ts';

/** One thread's life: what it was started with, what it was told, whether it lives. */
class Thread implements Replica {
  readonly told: string[] = [];
  phase: ReplicaState['phase'] = 'ready';
  readonly #listeners = new Set<(state: ReplicaState) => void>();

  constructor(configuration: ReplicaConfiguration) {
    this.told.push(`start ${configuration.currency}`);
  }

  state = (): ReplicaState => ({ phase: this.phase, watermark: 1, storeWatermark: 1, lagMs: 0, asOf: null });
  query = async () => ({ columns: [], rows: [] });
  catchUp = async () => {
    this.told.push('catch up');
    return { seq: 1, at: 0 };
  };
  catchUpSoon = () => {};
  sequence = async () => ({
    ...{ seq: 1, fingerprint: '', people: 0, events: 0, firstMs: 0, lastMs: 0, highestIds: [], names: [] },
    buffer: new SharedArrayBuffer(4),
  });
  idSet = async () => ({ words: new SharedArrayBuffer(0) });
  idLabels = async () => ({ labels: [''], codes: new SharedArrayBuffer(0), width: 4 as const });
  eventCodes = async () => null;
  eventCodesAhead = async () => {};
  hasOnlyGrown = async () => true;
  tables = async () => [];
  reconfigure = async ({ currency }: ReplicaConfiguration) => {
    this.told.push(`currency ${currency}`);
  };
  on = (_event: 'change', listener: (state: ReplicaState) => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  tell = () => {
    for (const listener of this.#listeners) listener(this.state());
  };
  close = async () => {
    this.told.push('close');
  };
}

const clock = { at: 0, now: () => clock.at };
const workspace = { timezone: 'UTC', currency: 'USD', exchangeRates: {} };
let threads: Thread[];
let replica: SteadyReplica;

beforeEach(async () => {
  threads = [];
  clock.at = 0;
  workspace.currency = 'USD';
  replica = await SteadyReplica.start({
    start: async (configuration) => {
      const thread = new Thread(configuration);
      threads.push(thread);
      return thread;
    },
    workspace: () => workspace as unknown as Workspace,
    clock,
    logger: silentLogger,
  });
});

it('a changed currency reaches the replica before the next answer, once', async () => {
  await replica.catchUp();
  workspace.currency = 'GBP';
  await replica.catchUp();
  await replica.catchUp();
  expect(threads[0]?.told).toEqual(['start USD', 'catch up', 'currency GBP', 'catch up', 'catch up']);
});

it('a dead thread is replaced by the next question, with the settings of now and the same listeners', async () => {
  const heard: number[] = [];
  replica.on('change', () => heard.push(1));
  const [first] = threads;
  if (first) first.phase = 'failed';
  workspace.currency = 'GBP';
  clock.at = 6_000;
  await Promise.all([replica.catchUp(), replica.query('SELECT 1'), replica.tables()]);
  expect(threads.map((thread) => thread.told)).toEqual([
    ['start USD', 'close'],
    ['start GBP', 'catch up'],
  ]);
  threads[1]?.tell();
  expect(heard).toEqual([1]);
});

it('one that dies at once is not started again and again', async () => {
  for (const thread of threads) thread.phase = 'failed';
  for (clock.at = 0; clock.at < 20_000; clock.at += 500) {
    await replica.catchUp();
    for (const thread of threads) thread.phase = 'failed';
  }
  expect(threads.length).toBe(4);
});

it('after closing nothing is started', async () => {
  await replica.close();
  for (const thread of threads) thread.phase = 'failed';
  clock.at = 60_000;
  await replica.catchUp();
  expect(threads).toHaveLength(1);
});
