/**
 * `npm run dist:server`: the self-hosted program for this system in one folder and one archive, under dist/server. It
 * carries Node.js and runs on a machine with nothing installed and no network. `--no-archive` leaves the archive out.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onNode24 } from './node24.mjs';
import { billOfMaterials, licencesText, sha256 } from './package/notices.mjs';
import { stageServer } from './package/stage.mjs';
import { isRendererBuilt } from './renderer-stamp.mjs';

const root = join(import.meta.dirname, '..');
const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
if (onNode24()) {
  const { folder, name } = makeFolder();
  if (!process.argv.includes('--no-archive')) makeArchive(folder, name);
}

function makeFolder() {
  const { name: product, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const name = `${product}-server-${version}-${process.platform}-${process.arch}`;
  const folder = join(root, 'dist/server', name);
  rmSync(folder, { recursive: true, force: true });
  buildInterface();
  const packages = stageServer(root, join(folder, 'app'));
  mkdirSync(join(folder, 'runtime'), { recursive: true });
  const isWindows = process.platform === 'win32';
  cpSync(process.execPath, join(folder, 'runtime', isWindows ? 'node.exe' : 'node'));
  copyOwnFiles(folder, isWindows);
  const node = { name: 'node', version: process.versions.node, license: 'MIT' };
  const bill = billOfMaterials({ name: product, version }, packages, [node]);
  writeFileSync(join(folder, 'sbom.cdx.json'), `${JSON.stringify(bill, null, 1)}\n`);
  writeFileSync(join(folder, 'THIRD-PARTY-LICENCES.txt'), licencesText(root, packages));
  writeChecksums(folder);
  console.log(`${folder}\n${packages.length} packages, ${megabytes(sizeOf(folder))} MB`);
  return { folder, name };
}

function buildInterface() {
  if (isRendererBuilt(root)) return;
  const built = spawnSync(process.execPath, [join(root, 'tooling/build-renderer.mjs')], { stdio: 'inherit' });
  if (built.status !== 0) process.exit(1);
}

function copyOwnFiles(folder, isWindows) {
  const own = join(root, 'tooling/package/server');
  const launcher = join(folder, isWindows ? 'luopan.cmd' : 'luopan');
  cpSync(join(own, isWindows ? 'luopan.cmd' : 'luopan.sh'), launcher);
  chmodSync(launcher, 0o755);
  for (const file of ['INSTALL.md', 'INSTALL.zh-CN.md']) cpSync(join(own, file), join(folder, file));
  for (const file of ['LICENSE', 'NOTICE']) cpSync(join(root, file), join(folder, file));
  mkdirSync(join(folder, 'service'));
  for (const file of ['luopan.service', 'Dockerfile']) cpSync(join(own, file), join(folder, 'service', file));
}

/** In the form `sha256sum -c` reads. */
function writeChecksums(folder) {
  const lines = filesOf(folder).map((file) => `${sha256(readFileSync(join(folder, file)))}  ./${file}`);
  writeFileSync(join(folder, 'SHA256SUMS'), `${lines.join('\n')}\n`);
}

function filesOf(folder) {
  const entries = globSync('**/*', { cwd: folder }).map((file) => file.replaceAll('\\', '/'));
  return entries.filter((file) => statSync(join(folder, file)).isFile()).sort();
}

function sizeOf(folder) {
  return filesOf(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
}
/** tar is part of Linux, macOS and Windows 10 and later. */
function makeArchive(folder, name) {
  const archive = `${folder}.tar.gz`;
  const packed = spawnSync('tar', ['-czf', archive, '-C', join(folder, '..'), name], { stdio: 'inherit' });
  if (packed.status !== 0) process.exit(1);
  const bytes = readFileSync(archive);
  writeFileSync(`${archive}.sha256`, `${sha256(bytes)}  ${name}.tar.gz\n`);
  console.log(`${archive}\n${megabytes(bytes.length)} MB compressed`);
}
