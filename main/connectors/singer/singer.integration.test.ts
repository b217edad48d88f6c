import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConformanceSubject, collect, conformanceRules, testContext } from '../conformance/index.ts';
import type { Cursor, ReadRequest } from '../connector.ts';
import { singerConnector } from './index.ts';

const tap = join(import.meta.dirname, 'test-tap.fixture.ts');
let folder: string;
let made = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'luopan-singer-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const at = (n: number) => new Date(Date.UTC(2024, 0, 1) + n * 60_000).toISOString();
const people = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ id: i + 1, name: `n${i + 1}`, updated_at: at(i) }));

async function rowsFile(count = 250): Promise<string> {
  made += 1;
  const path = join(folder, `rows-${made}.json`);
  await writeFile(path, JSON.stringify(people(count)));
  return path;
}

function configOf(rows: string, more: Record<string, unknown> = {}, silenceSeconds = 30) {
  return { program: process.execPath, arguments: [tap], settings: JSON.stringify({ rows, ...more }), silenceSeconds };
}

const request: Omit<ReadRequest, 'cursor'> = {
  ...{ stream: 'people', query: null, mode: 'incremental', cursorField: 'updated_at', lookback: 0, primaryKey: ['id'] },
};

async function read(config: Record<string, unknown>, cursor: Cursor = null) {
  const logged: string[] = [];
  const logger = { log: (_level: string, _message: string, data?: object) => void logged.push(JSON.stringify(data)) };
  const context = await testContext(singerConnector.config.parse(config), { logger });
  const found = collect(singerConnector.read(context, { ...request, cursor }));
  return found.then(
    (value) => ({ ...value, failure: null, logged }),
    (error: unknown) => ({
      records: [],
      checkpoints: [],
      notes: [],
      failure: singerConnector.classifyFailure(error),
      logged,
    }),
  );
}

describe('a tap written for the test', () => {
  const subject = async (): Promise<ConformanceSubject> => {
    const rows = await rowsFile();
    return {
      ...{ connector: singerConnector, config: configOf(rows), request, recordCount: 250 },
      keyOf: (record) => String(record.id),
      async change() {
        await writeFile(rows, JSON.stringify([...people(250), { id: 999, name: 'new', updated_at: at(9999) }]));
        return ['999'];
      },
      broken: [
        { name: 'no such program', config: { ...configOf(rows), program: join(folder, 'none') }, failure: 'config' },
        { name: 'a revoked token', config: configOf(rows, { behaviour: 'unauthorized', token: 'x' }), failure: 'auth' },
        { name: 'no catalog', config: configOf(rows, { behaviour: 'no-catalog' }), failure: 'data' },
        { name: 'settings that are no JSON', config: { ...configOf(rows), settings: '{' }, failure: 'config' },
      ],
    };
  };
  for (const rule of conformanceRules(singerConnector, subject)) it(rule.name, rule.run, 60_000);

  it('tells keys, types and the column its state goes by', async () => {
    const context = await testContext(singerConnector.config.parse(configOf(await rowsFile())));
    const [found] = await singerConnector.discover(context);
    expect(found).toEqual({
      ...{
        name: 'people',
        primaryKey: ['id'],
        cursorFields: ['updated_at'],
        canDetectDeletes: false,
        estimatedRows: null,
      },
      fields: [
        { name: 'id', type: 'integer' },
        { name: 'name', type: 'text' },
        { name: 'updated_at', type: 'instant' },
      ],
    });
  });

  it('goes on from the state it gave, and its standard error is in the log', async () => {
    const rows = await rowsFile();
    const whole = await read(configOf(rows));
    expect(whole.checkpoints.map(({ after }) => after)).toEqual([100, 200, 250, 250]);
    expect(whole.logged.join()).toContain('INFO starting');
    const rest = await read(configOf(rows), whole.checkpoints[1]?.cursor ?? null);
    expect(rest.records.map(({ id }) => id)).toEqual(
      people(250)
        .slice(200)
        .map(({ id }) => id),
    );
  });
});

describe('a tap that misbehaves', () => {
  it('and hangs is ended', async () => {
    const { failure } = await read(configOf(await rowsFile(), { behaviour: 'hang' }, 1));
    expect(failure).toMatchObject({ failure: 'timeout', reason: 'no output for 1 s' });
  });

  it('and prints a stray line is read all the same, with a note; one that prints nothing else is not', async () => {
    const rows = await rowsFile();
    expect(await read(configOf(rows, { behaviour: 'some-garbage' }))).toMatchObject({
      failure: null,
      notes: ['garbage-skipped'],
    });
    expect((await read(configOf(rows, { behaviour: 'garbage' }))).failure).toMatchObject({
      failure: 'data',
      reason: expect.stringContaining('Traceback'),
    });
  });

  it('and dies in the middle has not finished, whatever it printed before', async () => {
    const { failure } = await read(configOf(await rowsFile(), { behaviour: 'crash' }));
    expect(failure).toMatchObject({ failure: 'transient' });
  });
});
