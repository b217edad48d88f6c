import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { connectors } from '../index.ts';
import { conformanceRules } from './index.ts';

/**
 * The connector that docs/guide/add-a-connector.md shows, taken from there: whoever copies it has one that keeps the
 * rules. Its tests, as the guide shows them, are these.
 */
const guide = join(import.meta.dirname, '../../../docs/guide/add-a-connector.md');
const names = ['Mercury', 'Venus', 'Earth', 'Mars', 'Jupiter', 'Saturn', 'Uranus', 'Neptune'];
const server = createServer((request, response) => {
  if (request.headers.authorization !== 'Bearer sesame') response.writeHead(401).end();
  else response.end(JSON.stringify(names.map((name) => ({ name }))));
});
let folder: string;
let url: string;
let planetsConnector: (typeof connectors)[number];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'luopan-guide-'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const [, code = ''] =
    /^`main\/connectors\/planets\/planets\.ts`:\n\n```ts\n(.*?)^```$/ms.exec(await readFile(guide, 'utf8')) ?? [];
  const absolute = code.replace(/(?<= from ')[^']+/g, (name) =>
    name.startsWith('.') ? pathToFileURL(join(import.meta.dirname, name)).href : import.meta.resolve(name),
  );
  const path = join(folder, 'planets.ts');
  await writeFile(path, absolute);
  ({ planetsConnector } = (await import(/* @vite-ignore */ path)) as { planetsConnector: typeof planetsConnector });
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the connector of the guide', () => {
  const subject = async () => ({
    connector: planetsConnector,
    config: { url, token: 'sesame' },
    request: { stream: 'planets', query: null, cursorField: null, lookback: 0, primaryKey: ['name'] },
    recordCount: names.length,
    keyOf: ({ name }: { name?: unknown }) => String(name),
    broken: [{ name: 'a wrong token', config: { url, token: 'wrong' }, failure: 'auth' as const }],
  });
  const [first] = connectors;
  const plain = { ...first, capabilities: { incremental: false, deletes: false, schema: true, queries: false } };
  for (const rule of conformanceRules(plain as NonNullable<typeof first>, subject)) it(rule.name, rule.run);
});
