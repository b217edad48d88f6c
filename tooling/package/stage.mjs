/** Lays the program out in a folder as it is shipped: sources, built interface, data model, sample, packages. */
import { cpSync, globSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { absentCloud, isRuntimeFile, packagesOf } from './packages.mjs';

const notShipped = /\.(test|integration\.test|exploit\.test|bench|fixture)\.tsx?$|(^|\/)tsconfig[^/]*\.json$/;

/** The self-hosted program, run from its sources. @returns the packages carried */
export function stageServer(root, app) {
  const parts = ['main', 'contract', 'schema', 'cube', 'samples', 'out/renderer'];
  return stageProgram(root, app, parts, 'server');
}

/** The desktop application, run from its bundles. @returns the packages carried */
export function stageDesktop(root, app) {
  return stageProgram(root, app, ['out/main', 'out/preload', 'out/renderer', 'cube', 'samples'], 'desktop');
}

/**
 * @param {string} root the checkout, installed and built
 * @param {string} app folder to fill
 * @param {string[]} parts folders of the checkout
 * @param {'server' | 'desktop'} target
 */
function stageProgram(root, app, parts, target) {
  mkdirSync(app, { recursive: true });
  for (const part of parts) {
    cpSync(join(root, part), join(app, part), {
      recursive: true,
      filter: (source) => !notShipped.test(source) && !source.includes('main/shell/electron'),
    });
  }
  for (const file of ['package.json', 'LICENSE', 'NOTICE']) cpSync(join(root, file), join(app, file));
  const packages = packagesOf(root, target);
  for (const one of packages) copyPackage(root, app, one);
  for (const name of absentCloud) writeAbsent(app, name);
  return packages;
}

function copyPackage(root, app, { path, name }) {
  const files = globSync('**/*', { cwd: join(root, path), exclude: (file) => basename(file) === 'node_modules' });
  for (const file of files) {
    const source = join(root, path, file);
    if (!isRuntimeFile(name, file.replaceAll('\\', '/')) || !statSync(source).isFile()) continue;
    const target = join(app, path, file);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(source, target);
  }
}

/** A package whose every export, once used, says that it is not part of this installation. */
function writeAbsent(app, name) {
  const folder = join(app, 'node_modules', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    `${JSON.stringify({ name, version: '0.0.0', description: 'Not part of this installation', main: 'index.cjs' })}\n`,
  );
  writeFileSync(
    join(folder, 'index.cjs'),
    `function Absent() {
  throw new Error('${name} is a cloud service and not part of this installation');
}
module.exports = new Proxy({}, { get: (_, name) => (name === '__esModule' ? true : Absent) });
`,
  );
}
