/** Which packages of node_modules a packaged Luopan carries, found from the lockfile. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Cloud services that libraries offer and a self-contained installation never calls: each is replaced by a package
 * that says so when it is used. Cube loads them for exports to object stores, the SQL Server driver for Entra sign-in.
 */
export const absentCloud = [
  '@aws-sdk/client-s3',
  '@aws-sdk/s3-request-presigner',
  '@azure/identity',
  '@azure/keyvault-keys',
  '@azure/storage-blob',
  '@google-cloud/storage',
];

/** Required by a package's manifest and loaded by nothing that runs here. */
const unused = new Set(['@babel/standalone']);

/** What only one of the two ways to run needs. */
const perTarget = {
  server: new Set(),
  // The desktop prints with Electron itself.
  desktop: new Set(['@sparticuz/chromium', 'playwright-core']),
};

/**
 * @param {string} root the checkout, installed
 * @param {'server' | 'desktop'} target
 * @returns {{ path: string, name: string, version: string, license: string }[]} installed packages reached from the
 *   product's own dependencies, `path` relative to the checkout
 */
export function packagesOf(root, target) {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const left = new Set([...absentCloud, ...unused, ...perTarget[target]]);
  const reached = new Map();
  const queue = [''];
  while (queue.length > 0) {
    const from = queue.pop();
    const { dependencies, optionalDependencies, peerDependencies } = lock[from];
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      const path = left.has(name) || name.startsWith('@types/') ? null : resolve(lock, from, name);
      if (path === null || reached.has(path) || lock[path].dev || !existsSync(join(root, path))) continue;
      reached.set(path, { path, name, version: lock[path].version, license: lock[path].license ?? 'see its folder' });
      queue.push(path);
    }
  }
  return [...reached.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Where Node finds a package that the package at `from` requires: beside it, or further up. */
function resolve(lock, from, name) {
  for (let at = from; ; ) {
    const path = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (lock[path]) return path;
    if (at === '') return null;
    const cut = at.lastIndexOf('/node_modules/');
    at = cut < 0 ? '' : at.slice(0, cut);
  }
}

/** Only at the top of a package: further down, folders of these names hold code that runs. */
const idleFolders = /^(tests?|__tests__|docs?|examples?|coverage|benchmarks?)\//;
const idleFiles = /\.(d\.[cm]?ts|map|md|markdown|ts|tsx|flow|tsbuildinfo|coffee|html)$|(^|\/)\.[^/]+$/i;

/**
 * Is a file of a package needed at run time? Types, maps, documentation and the parts for other systems are not.
 *
 * @param {string} name of the package
 * @param {string} path below the package's folder, with `/`
 */
export function isRuntimeFile(name, path, platform = process.platform, arch = process.arch) {
  if (/^(licen[cs]e|notice|copying)/i.test(path)) return true;
  if (name === 'better-sqlite3') return isSqliteFile(path, `${platform}-${arch}`);
  if (name === '@cubejs-backend/server-core' && path.startsWith('playground/')) return false;
  return !idleFiles.test(path) && !idleFolders.test(path);
}

/** SQLite comes as source and as one add-on per system; only this system's add-on is loaded. */
function isSqliteFile(path, system) {
  if (path.startsWith('prebuilds/')) return path === `prebuilds/${system}.node`;
  return path === 'package.json' || path.startsWith('lib/');
}
