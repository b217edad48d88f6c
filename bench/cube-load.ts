import { z } from 'zod';
import type { CubeQuery } from './board-page.ts';
import type { HostProcess } from './host-process.ts';

/** Connections a browser opens to one address. */
const browserConnections = 6;

const sqlOutput = z.object({ sql: z.object({ sql: z.tuple([z.string(), z.array(z.unknown())]) }) });

/** One question through Cube's REST API, answer read to its end. */
export async function load(host: HostProcess, query: CubeQuery): Promise<void> {
  for (;;) {
    const response = await host.request('/cubejs-api/v1/load', {
      method: 'POST',
      body: JSON.stringify({ query }),
      headers: { 'content-type': 'application/json' },
    });
    const text = await response.text();
    if (!text.startsWith('{"error":"Continue wait"')) return;
  }
}

/** The SQL Cube makes of a question, with its parameters. */
export async function sqlOf(host: HostProcess, query: CubeQuery): Promise<{ sql: string; parameters: unknown[] }> {
  const answer = await host.json(`/cubejs-api/v1/sql?query=${encodeURIComponent(JSON.stringify(query))}`);
  const [sql, parameters] = sqlOutput.parse(answer).sql.sql;
  return { sql, parameters };
}

/** Works through tasks as a browser does, six at a time; milliseconds until the last is done. */
export async function together(tasks: readonly (() => Promise<unknown>)[]): Promise<number> {
  const started = performance.now();
  const waiting = [...tasks];
  const run = async (): Promise<void> => {
    for (let task = waiting.shift(); task; task = waiting.shift()) await task();
  };
  await Promise.all(Array.from({ length: browserConnections }, run));
  return performance.now() - started;
}

/** The same questions about dates some days earlier: alike in cost, but nobody has asked them before. */
export function earlier(queries: readonly CubeQuery[], days: number): CubeQuery[] {
  const shift = (date: string) =>
    new Date(Date.parse(`${date}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
  return queries.map((query) => ({
    ...query,
    ...(query.timeDimensions
      ? {
          timeDimensions: query.timeDimensions.map((one) =>
            one.dateRange
              ? { ...one, dateRange: [shift(one.dateRange[0]), shift(one.dateRange[1])] as [string, string] }
              : one,
          ),
        }
      : {}),
  }));
}
