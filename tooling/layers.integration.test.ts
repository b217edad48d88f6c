import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
let house: string;

/** Builds a small house with the real table and rules, and returns the names of the rules it breaks. */
async function brokenRules(files: Record<string, string>): Promise<string[]> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(house, path)), { recursive: true });
    await writeFile(join(house, path), text);
  }
  const folders = [...new Set(Object.keys(files).map((path) => path.split('/')[0] ?? ''))];
  const report = await new Promise<string>((resolve, reject) => {
    execFile(
      process.execPath,
      [
        join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
        ...['--config', '.dependency-cruiser.cjs', '--output-type', 'json'],
        ...folders,
      ],
      { cwd: house, maxBuffer: 1 << 26 },
      (_error, stdout, stderr) => (stdout ? resolve(stdout) : reject(new Error(stderr))),
    );
  });
  const { summary } = JSON.parse(report) as { summary: { violations: { rule: { name: string } }[] } };
  return [...new Set(summary.violations.map((violation) => violation.rule.name))].sort();
}

beforeEach(async () => {
  house = await mkdtemp(join(tmpdir(), 'luopan-layers-'));
  await mkdir(join(house, 'tooling'));
  await cp(join(root, 'tooling/layers.json'), join(house, 'tooling/layers.json'));
  await cp(join(root, '.dependency-cruiser.cjs'), join(house, '.dependency-cruiser.cjs'));
  await cp(join(root, 'package.json'), join(house, 'package.json'));
  await symlink(join(root, 'node_modules'), join(house, 'node_modules'));
});
afterEach(() => rm(house, { recursive: true }));

const door = { 'main/replica/index.ts': 'export const queryReplica = 1;\nexport type Row = string;\n' };

describe('import direction', () => {
  it('accepts imports through the door of an earlier stage', async () => {
    const files = {
      ...door,
      'contract/ids.ts': "import { z } from 'zod';\nexport const id = z.string();\n",
      'main/semantic/index.ts':
        "import { id } from '../../contract/ids.ts';\nimport { queryReplica } from '../replica/index.ts';\nexport const x = [id, queryReplica];\n",
    };
    expect(await brokenRules(files)).toEqual([]);
  });

  const violations: [string, Record<string, string>, string[]][] = [
    [
      'an earlier stage importing a later one, even for a type only',
      { ...door, 'main/store/index.ts': "import type { Row } from '../replica/index.ts';\nexport type X = Row;\n" },
      ['direction: main/store'],
    ],
    [
      'an import past the door',
      {
        ...door,
        'main/replica/copy.ts': 'export const copy = 1;\n',
        'main/semantic/index.ts': "export { copy } from '../replica/copy.ts';\n",
      },
      ['door: main/replica'],
    ],
    [
      'an import() past the door at run time',
      {
        ...door,
        'main/replica/copy.ts': 'export const copy = 1;\n',
        'main/semantic/index.ts': "export const load = () => import('../replica/copy.ts');\n",
      },
      ['door: main/replica'],
    ],
    [
      'the renderer importing the host',
      {
        ...door,
        'renderer/app/app.tsx':
          "import { queryReplica } from '../../main/replica/index.ts';\nexport const x = <b>{queryReplica}</b>;\n",
      },
      ['direction: renderer'],
    ],
    [
      'the renderer importing a module of Node',
      { 'renderer/app/app.tsx': "import { join } from 'node:path';\nexport const x = join('a');\n" },
      ['packages: renderer'],
    ],
    [
      'the contract importing anything but zod',
      { 'contract/ids.ts': "import { Hono } from 'hono';\nexport const x = Hono;\n" },
      ['packages: contract'],
    ],
    [
      'a second user of SQLite',
      { 'main/hub/index.ts': "import Database from 'better-sqlite3';\nexport const x = Database;\n" },
      ['sole user: better-sqlite3'],
    ],
    [
      'a second user of DuckDB, in a test',
      {
        'main/hub/a.integration.test.ts':
          "import { DuckDBInstance } from '@duckdb/node-api';\nexport const x = DuckDBInstance;\n",
      },
      ['sole user: @duckdb (tests)'],
    ],
    [
      'a second user of Cube',
      {
        'main/api/index.ts':
          "import type { CubejsServerCore } from '@cubejs-backend/server-core';\nexport type X = CubejsServerCore;\n",
      },
      ['sole user: @cubejs-backend'],
    ],
    [
      'Electron named outside its shell',
      { 'main/host/index.ts': "import { app } from 'electron';\nexport const x = app;\n" },
      ['no development package at run time', 'sole user: electron'],
    ],
    [
      'two files that need each other',
      {
        'main/hub/a.ts': "import { b } from './b.ts';\nexport const a = () => b;\n",
        'main/hub/b.ts': "import { a } from './a.ts';\nexport const b = () => a;\n",
      },
      ['no cycle'],
    ],
    [
      'the product importing a test',
      {
        'main/hub/a.test.ts': 'export const world = 1;\n',
        'main/hub/b.ts': "export { world } from './a.test.ts';\n",
      },
      ['tests stay tests'],
    ],
    ['an import that leads nowhere', { 'main/hub/a.ts': "export { b } from './b.ts';\n" }, ['resolvable']],
  ];
  it.each(violations)('refuses %s', async (_name, files, rules) => {
    expect(await brokenRules(files)).toEqual(rules);
  });
});
