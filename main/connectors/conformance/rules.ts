import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import type { FailureClass } from '../../../contract/connections.ts';
import { describeSettings } from '../../../contract/connector-config.ts';
import type { Connector, ConnectorContext, Cursor, ReadRequest, SourceValue } from '../connector.ts';
import { type Collected, collect, testContext } from './subject.ts';

/** A connector beside a source that holds some records, as the rules need it. */
export interface ConformanceSubject {
  connector: Connector;
  /** A configuration that works, secrets included. */
  config: Record<string, unknown>;
  /** The stream to read; `mode`, `cursor` and `limit` are set by the rules. */
  request: Omit<ReadRequest, 'mode' | 'cursor' | 'limit'>;
  /** How many records the stream has now. */
  recordCount: number;
  keyOf(record: Record<string, SourceValue>): string;
  /** Adds or changes records at the source and tells their keys; where `capabilities.incremental`. */
  change?(): Promise<string[]>;
  /** Configurations that cannot work, and the class their failure belongs to. */
  broken?: { name: string; config: Record<string, unknown>; failure: FailureClass }[];
}

export interface ConformanceRule {
  name: string;
  run(): Promise<void>;
}

const mostRows = 10_000;

/** The rules of docs/guide/add-a-connector.md as tests; give each to `it`. `subject` is asked anew for every rule. */
export function conformanceRules(connector: Connector, subject: () => Promise<ConformanceSubject>): ConformanceRule[] {
  const rule = (name: string, work: (of: ConformanceSubject, context: Context) => Promise<void>): ConformanceRule => ({
    name,
    async run() {
      const of = await subject();
      const context = await testContext(of.connector.config.parse(of.config));
      try {
        await work(of, context);
      } finally {
        await rm(context.scratchDir, { recursive: true, force: true });
      }
    },
  });
  const { incremental, deletes } = connector.capabilities;
  return [
    rule('[CN1] describes every setting in both languages', settingsAreDescribed),
    rule('[CN2] answers a check', async (of, context) => void (await of.connector.check(context))),
    rule('[CN3] finds the stream, names are unique', streamsAreFound),
    rule('[CN4] a full read gives every record once, in even batches', fullReadIsWhole),
    rule('[CN5] stops when it is told to', stopsWhenTold),
    rule('[CN6] failures belong to the class that says what to do', failuresAreClassified),
    ...(incremental
      ? [
          rule('[CN7] reading on from any checkpoint leaves no gap', checkpointsLeaveNoGap),
          rule('[CN8] reading on finds what changed, and a cursor survives JSON', changesAreFound),
        ]
      : []),
    ...(deletes ? [rule('[CN9] the keys listed are the keys of the records', keysAreThoseOfRecords)] : []),
  ];
}

type Context = ConnectorContext<Record<string, unknown>>;

function full(of: ConformanceSubject): ReadRequest {
  return { ...of.request, mode: 'full', cursor: null };
}
function from(of: ConformanceSubject, cursor: Cursor): ReadRequest {
  return { ...of.request, mode: 'incremental', cursor: JSON.parse(JSON.stringify(cursor)) as Cursor };
}
const keysOf = (of: ConformanceSubject, found: Collected) => found.records.map((record) => of.keyOf(record));

async function settingsAreDescribed(of: ConformanceSubject): Promise<void> {
  assert.match(of.connector.kind, /^[a-z][a-z0-9_-]*$/);
  for (const text of [of.connector.label, of.connector.summary]) assert.ok(text.en && text['zh-CN']);
  for (const setting of describeSettings(of.connector.config)) {
    assert.ok(setting.label.en && setting.label['zh-CN'], `${setting.name} has no label`);
    const looksSecret = /password|secret|token|api_?key/i.test(setting.name) && setting.control === 'text';
    assert.ok(!looksSecret || setting.isSecret, `${setting.name} looks like a secret and is not marked as one`);
  }
}

async function streamsAreFound(of: ConformanceSubject, context: Context): Promise<void> {
  const streams = of.request.query
    ? [await of.connector.describeQuery?.(context, { name: of.request.stream, query: of.request.query })]
    : await of.connector.discover(context);
  const names = streams.map((stream) => stream?.name);
  assert.equal(new Set(names).size, names.length, 'two streams share a name');
  const stream = streams.find((candidate) => candidate?.name === of.request.stream);
  assert.ok(stream, `${of.request.stream} was not found`);
  if (of.connector.capabilities.schema) assert.ok(stream.fields.length > 0, 'its fields are not known');
  const known = new Set(stream.fields.map(({ name }) => name));
  for (const name of [...stream.primaryKey, ...(known.size > 0 ? stream.cursorFields : [])]) assert.ok(known.has(name));
}

async function fullReadIsWhole(of: ConformanceSubject, context: Context): Promise<void> {
  const found = await collect(of.connector.read(context, full(of)));
  assert.equal(found.records.length, of.recordCount);
  assert.equal(new Set(keysOf(of, found)).size, of.recordCount, 'a record came twice');
  assert.ok(found.largestBatch <= mostRows, `a batch of ${found.largestBatch} rows`);
  assert.equal(found.raggedRows, 0, 'a row is not as wide as its columns');
}

async function stopsWhenTold(of: ConformanceSubject, context: Context): Promise<void> {
  const stop = new AbortController();
  stop.abort();
  const stopped = { ...context, signal: stop.signal };
  const reading = collect(of.connector.read(stopped, full(of)));
  await assert.rejects(reading, (error) => of.connector.classifyFailure(error).failure === 'cancelled');
}

async function failuresAreClassified(of: ConformanceSubject, context: Context): Promise<void> {
  for (const { name, config, failure } of of.broken ?? []) {
    const broken = { ...context, config: of.connector.config.parse(config) as Record<string, unknown> };
    const told = await of.connector.check(broken).then(
      () => null,
      (error: unknown) => of.connector.classifyFailure(error),
    );
    assert.equal(told?.failure, failure, `${name}: ${told?.message}`);
  }
}

async function checkpointsLeaveNoGap(of: ConformanceSubject, context: Context): Promise<void> {
  const whole = await collect(of.connector.read(context, from(of, null)));
  assert.ok(whole.checkpoints.length > 0, 'an incremental read ends with a checkpoint');
  assert.equal(whole.checkpoints.at(-1)?.after, whole.records.length, 'records follow the last checkpoint');
  const wanted = new Set(keysOf(of, whole));
  assert.equal(wanted.size, of.recordCount);
  for (const { cursor, after } of whole.checkpoints) {
    const rest = await collect(of.connector.read(context, from(of, cursor)));
    const got = new Set([...whole.records.slice(0, after), ...rest.records].map((record) => of.keyOf(record)));
    assert.deepEqual(
      [...wanted].filter((key) => !got.has(key)),
      [],
      `a gap after ${JSON.stringify(cursor)}`,
    );
  }
}

async function changesAreFound(of: ConformanceSubject, context: Context): Promise<void> {
  const before = await collect(of.connector.read(context, from(of, null)));
  const cursor = before.checkpoints.at(-1)?.cursor ?? null;
  const again = await collect(of.connector.read(context, from(of, cursor)));
  assert.ok(again.records.length < Math.max(2, of.recordCount), 'everything was read again');
  if (!of.change) return;
  const changed = await of.change();
  const after = await collect(of.connector.read(context, from(of, cursor)));
  const got = new Set(keysOf(of, after));
  assert.deepEqual(
    changed.filter((key) => !got.has(key)),
    [],
  );
}

async function keysAreThoseOfRecords(of: ConformanceSubject, context: Context): Promise<void> {
  const found = await collect(of.connector.read(context, full(of)));
  const listed: string[] = [];
  for await (const batch of of.connector.readKeys?.(context, full(of)) ?? []) {
    for (const row of batch) {
      const record = Object.fromEntries(of.request.primaryKey.map((name, index) => [name, row[index]]));
      listed.push(of.keyOf(record));
    }
  }
  assert.deepEqual(listed.sort(), keysOf(of, found).sort());
}
