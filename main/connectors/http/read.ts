import {
  batchOf,
  ConnectorFailure,
  type Cursor,
  type ReadMessage,
  type ReadRequest,
  type SourceValue,
} from '../connector.ts';
import { flatten } from '../files/index.ts';
import { halvesOf, isFurther, type Span, spansOf, writeInstant } from './cursor.ts';
import type { ApiDescription, ApiStream, Incremental } from './description.ts';
import { inMajorUnits } from './minor-units.ts';
import { pagesOf, TooManyRecords } from './pages.ts';
import type { ApiSession } from './session.ts';
import { type Terms, valueAt } from './template.ts';

export interface ReadOptions {
  session: ApiSession;
  description: ApiDescription;
  request: ReadRequest;
  signal: AbortSignal;
  now: () => number;
}

const batchRows = 2000;
/** A cursor further ahead than this came from a clock that is wrong: it would hide what comes until then. */
const aheadMs = 5 * 60_000;

export function streamOf(description: ApiDescription, name: string): ApiStream {
  const stream = description.streams.find((candidate) => candidate.name === name);
  if (!stream) throw new ConnectorFailure('gone', { reason: `stream ${name}` });
  return stream;
}

/** The stream whose cursor an incremental read goes by: its own, or that of the records it hangs on. */
export function incrementalOf(description: ApiDescription, stream: ApiStream): Incremental | null {
  if (stream.incremental) return stream.incremental;
  return stream.parent ? (streamOf(description, stream.parent.stream).incremental ?? null) : null;
}

/**
 * Reads one stream. The cursor is the furthest value seen in the records; it never goes back, and never past now. Where
 * records come in order it moves with the pages, where the API is asked span by span with every span, else at the end.
 */
export async function* readStream(options: ReadOptions): AsyncGenerator<ReadMessage> {
  const { description, request, signal, now } = options;
  const stream = streamOf(description, request.stream);
  const incremental = incrementalOf(description, stream);
  const isIncremental = request.mode === 'incremental' && incremental !== null;
  if (request.mode === 'incremental' && incremental === null) {
    throw new ConnectorFailure('config', { reason: `${stream.name} has no cursor` });
  }
  const saved = isIncremental && typeof request.cursor === 'string' ? request.cursor : null;
  const times = { nowMs: now(), lookbackSeconds: request.lookback };
  const everything: Span = { cursor: undefined, until: undefined, bounds: null };
  const spans = incremental === null ? [everything] : spansOf(saved, incremental, times);
  let reached = saved;
  let told = 0;
  let hasToldFuture = false;
  for (let span = spans.shift(); span; span = spans.shift()) {
    const terms: Terms = { cursor: span.cursor, until: span.until, parent: undefined };
    const reachedBefore = reached;
    try {
      for await (const records of recordPages(options, stream, terms)) {
        signal.throwIfAborted();
        for (let from = 0; from < records.length; from += batchRows) {
          yield batchOf(records.slice(from, from + batchRows).map(({ cells }) => cells));
        }
        told += records.length;
        if (request.limit !== undefined && told >= request.limit) return;
        if (!isIncremental) continue;
        for (const { cursor } of records) {
          if (cursor === null || (reached !== null && !isFurther(cursor, reached, incremental))) continue;
          const limit = writeInstant(now() + aheadMs, incremental);
          if (incremental.format !== 'as_is' && isFurther(cursor, limit, incremental)) {
            if (!hasToldFuture) yield { kind: 'note', note: { code: 'cursor-in-future', params: { cursor } } };
            hasToldFuture = true;
          } else reached = cursor;
        }
        if (incremental.ordered && reached !== null) yield { kind: 'checkpoint', cursor: reached };
      }
    } catch (error) {
      const halves = error instanceof TooManyRecords && incremental ? halvesOf(span, incremental) : null;
      if (halves === null) throw error;
      // Its latest records may have come first. They come again, and count once.
      if (!incremental?.ordered) reached = reachedBefore;
      spans.unshift(...halves);
      continue;
    }
    if (isIncremental && span.bounds !== null) {
      const until = writeInstant(span.bounds.untilMs, incremental);
      if (reached === null || isFurther(until, reached, incremental)) reached = until;
      yield { kind: 'checkpoint', cursor: reached };
    }
  }
  if (isIncremental) yield { kind: 'checkpoint', cursor: reached as Cursor };
}

interface ReadRecord {
  cells: Record<string, SourceValue>;
  /** Value of the cursor field, its own or its parent's. */
  cursor: string | null;
}

async function* recordPages(options: ReadOptions, stream: ApiStream, terms: Terms): AsyncGenerator<ReadRecord[]> {
  const { session, description } = options;
  const pagination = stream.pagination ?? description.pagination;
  const incremental = incrementalOf(description, stream);
  const cursorOf = (record: unknown) => (incremental === null ? null : textAt(record, incremental.field));
  if (!stream.parent) {
    for await (const page of pagesOf(session, stream, pagination, terms)) {
      yield page.map((record) => ({ cells: cellsOf(record, stream), cursor: cursorOf(record) }));
    }
    return;
  }
  const { field, as } = stream.parent;
  const parent = streamOf(description, stream.parent.stream);
  for await (const parents of pagesOf(session, parent, parent.pagination ?? description.pagination, terms)) {
    for (const owner of parents) {
      options.signal.throwIfAborted();
      const id = textAt(owner, field);
      if (id === null) continue;
      for await (const page of pagesOf(session, stream, pagination, { ...terms, parent: id })) {
        yield page.map((record) => ({
          cells: { [as]: id, ...cellsOf(record, stream) },
          cursor: stream.incremental ? cursorOf(record) : cursorOf(owner),
        }));
      }
    }
  }
}

function cellsOf(record: unknown, { minor_units: units }: ApiStream): Record<string, SourceValue> {
  const cells = flatten(record);
  return Object.fromEntries(units ? inMajorUnits(cells, units) : cells);
}

function textAt(record: unknown, path: string): string | null {
  const value = valueAt(record, path);
  return value === undefined || value === null || typeof value === 'object' ? null : String(value);
}
