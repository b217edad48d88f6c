import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const json = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'));

interface Manifest {
  version: string;
  license?: string;
  licenses?: { type: string }[];
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}
const manifest = json('package.json') as Manifest;
const direct = { ...manifest.dependencies, ...manifest.devDependencies };
const lock = json('package-lock.json') as {
  packages: Record<string, { license?: string; dev?: boolean; resolved?: string }>;
};

/** Rows of the tables in docs/dependencies.md: name → version, licence, reason. */
const listed = new Map(
  [
    ...readFileSync(join(root, 'docs/dependencies.md'), 'utf8').matchAll(/^\| `(.+?)` \| (.+?) \| (.+?) \| (.+?) \|/gm),
  ].map(([, name = '', version, licence, why]) => [name, { version, licence, why }]),
);

it('every direct dependency is listed with its version and a reason, and nothing else is', () => {
  expect([...listed.keys()].sort()).toEqual(Object.keys(direct).sort());
  for (const [name, version] of Object.entries(direct)) {
    expect(listed.get(name)?.version, name).toBe(version);
    expect(listed.get(name)?.why?.length, name).toBeGreaterThan(3);
  }
});

it('every version is exact', () => {
  for (const [name, version] of Object.entries(direct)) {
    expect(version, name).toMatch(/^(\d+\.\d+\.\d+(-[\w.]+)?|file:tooling\/absent\/[\w-]+)$/);
  }
});

it('the licences listed are those the packages state', () => {
  for (const name of Object.keys(direct)) {
    const installed = json(`node_modules/${name}/package.json`) as Manifest;
    expect(installed.license ?? installed.licenses?.[0]?.type, name).toBe(listed.get(name)?.licence);
  }
});

/** Licences of packages that only build or test. */
const allowedInDevelopment = new Set(['MPL-2.0', 'WTFPL', 'WTFPL OR ISC', '(WTFPL OR MIT)']);
/** Licences under which a package may be part of the product; a test-only one may also be under a weak copyleft. */
const allowed = new Set([
  ...['MIT', 'Apache-2.0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'Unlicense', 'Python-2.0'],
  ...['MIT-0', 'MIT/X11', '(MIT OR GPL-3.0-or-later)', '(MIT AND Zlib)'],
  ...['OFL-1.1', 'CC-BY-4.0', '(MIT OR CC0-1.0)', 'MIT OR Apache-2.0', 'Apache-2.0 AND MIT'],
]);
/** Packages that state their licence in an old form or only in a file: looked at, all MIT. */
const looked = new Set(['busboy', 'streamsearch', 'rechoir']);

it('every package of the lockfile has a licence that allows shipping it', () => {
  const refused = Object.entries(lock.packages)
    .filter(([path]) => path.startsWith('node_modules/'))
    .filter(([path, { license, dev }]) => {
      if (license === undefined) return !looked.has(path.slice(path.lastIndexOf('node_modules/') + 13));
      return !allowed.has(license) && !(dev === true && allowedInDevelopment.has(license));
    })
    .map(([path, { license }]) => `${path}: ${license ?? 'none stated'}`);
  expect(refused).toEqual([]);
});

/** The packager brings its own copy for rebuilding add-ons; it is called by nothing here (`npmRebuild: false`). */
const packager = 'node_modules/@electron/rebuild/';

it('what may not be installed is replaced everywhere (ADR 0003)', () => {
  const replaced = Object.keys(direct).filter((name) => direct[name]?.startsWith('file:'));
  expect(replaced).toHaveLength(4);
  for (const name of replaced) {
    const copies = Object.entries(lock.packages)
      .filter(([path]) => path.endsWith(`node_modules/${name}`))
      .filter(([path]) => !path.startsWith(packager));
    expect(copies.map(([path, { resolved }]) => [path, resolved])).toEqual([[`node_modules/${name}`, direct[name]]]);
  }
});

it('the lockfile names no registry host', () => {
  expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved": "https?:/);
});

it('every direct dependency is used by a source file, or by a tool that finds it by name', () => {
  // Types, the parser dependency-cruiser looks for, and our stand-ins (ADR 0003).
  const foundByName = (name: string) =>
    name.startsWith('@types/') || name === '@swc/core' || direct[name]?.startsWith('file:') === true;
  const files = execFileSync('git', ['ls-files', '-z', '*.ts', '*.tsx', '*.mjs', '*.cjs', '*.css'], { cwd: root });
  const paths = files
    .toString()
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(root, path)));
  const sources = paths.map((path) => readFileSync(join(root, path), 'utf8')).join('\n');
  const isUsed = (name: string) => ['"', "'", '`', '/'].some((end) => sources.includes(`${name}${end}`));
  expect(Object.keys(direct).filter((name) => !foundByName(name) && !isUsed(name))).toEqual([]);
});
