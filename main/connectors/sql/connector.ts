import type { z } from 'zod';
import type { Connector, ConnectorContext, ConnectorFailure } from '../connector.ts';
import { cursorCandidates, readKeys, readRows, sourceOf } from './read.ts';
import type { SqlSession } from './session.ts';

/** What tells one database product from another. */
export interface SqlProduct<Schema extends z.ZodObject>
  extends Pick<Connector<Schema>, 'kind' | 'label' | 'summary' | 'config' | 'proof'> {
  open(context: ConnectorContext<z.output<Schema>>): Promise<SqlSession>;
  classifyFailure(error: unknown): ConnectorFailure;
}

/** A connector for tables and queries of one product. */
export function sqlConnector<Schema extends z.ZodObject>(product: SqlProduct<Schema>): Connector<Schema> {
  const { kind, label, summary, proof = 'real', config, classifyFailure } = product;
  type Context = ConnectorContext<z.output<Schema>>;

  async function within<T>(context: Context, work: (session: SqlSession) => Promise<T>): Promise<T> {
    const session = await opened(context);
    try {
      return await work(session);
    } finally {
      await session.close();
    }
  }
  async function* streamed<T>(context: Context, work: (session: SqlSession) => AsyncIterable<T>): AsyncGenerator<T> {
    const session = await opened(context);
    try {
      yield* work(session);
    } finally {
      await session.close();
    }
  }
  async function opened(context: Context): Promise<SqlSession> {
    context.signal.throwIfAborted();
    return product.open(context);
  }

  return {
    ...{ kind, label, summary, proof, config, group: 'database', classifyFailure },
    capabilities: { incremental: true, deletes: true, schema: true, queries: true },
    check: (context) => within(context, (session) => session.version()),
    discover: (context) => within(context, (session) => session.tables()),
    describeQuery: (context, { name, query }) =>
      within(context, async (session) => {
        const fields = await session.describe(`SELECT * FROM ${await sourceOf(session, { stream: name, query })}`);
        return {
          ...{ name, fields, primaryKey: [], estimatedRows: null, canDetectDeletes: true },
          cursorFields: cursorCandidates(fields),
        };
      }),
    read: (context, request) => streamed(context, (session) => readRows(session, request, context.signal)),
    readKeys: (context, request) => streamed(context, (session) => readKeys(session, request, context.signal)),
  };
}
