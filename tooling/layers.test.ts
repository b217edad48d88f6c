import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import table from './layers.json' with { type: 'json' };

const root = join(import.meta.dirname, '..');
const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\0')
  .filter((path) => path !== '' && !path.includes('.config.'));

/** The row a file belongs to: the longest path that is a folder above it; an entry row holds only its own files. */
const rowOf = (file: string) =>
  table.layers
    .filter((layer) => file.startsWith(`${layer.path}/`))
    .filter((layer) => !layer.isEntry || !file.slice(layer.path.length + 1).includes('/'))
    .sort((a, b) => b.path.length - a.path.length)[0];

it('every source file stands in a row of the table', () => {
  const strays = tracked.filter((file) => !file.startsWith('tooling/') && rowOf(file) === undefined);
  expect(strays).toEqual([]);
});

it('the table names only rows that exist, earlier ones first', () => {
  const rows = table.layers.map((layer) => layer.path);
  for (const layer of table.layers) {
    for (const path of layer.imports) expect(rows, `${layer.path} imports ${path}`).toContain(path);
  }
});

/** The parser behind the direction rules does not see this spelling, so it is not used across folders at all. */
it('no type is named by import("…") in a type position', () => {
  const named = /typeof\s+import\(\s*['"]\.|[:<|&=]\s*import\(\s*['"]\.[^)]*\)\s*\.\s*[A-Z]/;
  const users = tracked.filter((file) => named.test(readFileSync(join(root, file), 'utf8')));
  expect(users).toEqual([]);
});

it('no folder has a name that says nothing', () => {
  const vague = /(^|\/)(utils?|helpers?|common|shared|lib|misc|managers?|services?)(\/|\.)/;
  expect(tracked.filter((file) => vague.test(file))).toEqual([]);
});

it('docs/architecture.md shows this table', () => {
  const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
  const code = (names: string[]) => names.map((name) => `\`${name}\``).join(', ');
  const rows = table.layers.map(
    ({ path, role, door, imports }) =>
      `| ${code([path])} | ${role} | ${door ? code([door]) : '–'} | ${code(imports) || '–'} |`,
  );
  const users = table.soleUsers.map((sole) => `| ${code([sole.package])} | ${code(sole.users)} |`);
  const shown = page
    .slice(page.indexOf('<!-- layers -->'))
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  expect(shown).toEqual([...rows, ...users]);
});
