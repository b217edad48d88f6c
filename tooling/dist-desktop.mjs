/**
 * `npm run dist:desktop`: the desktop application's installers for this system, under dist/desktop/installers.
 * `--stage` stops before packaging: the folder that is packaged, with its size, its licences and its bill of materials.
 * Packaging needs Electron itself: fetched by electron-builder, or unpacked in `LUOPAN_ELECTRON_DIST`.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onNode24 } from './node24.mjs';
import { billOfMaterials, licencesText } from './package/notices.mjs';
import { stageDesktop } from './package/stage.mjs';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist/desktop');
if (onNode24()) {
  const bytes = stage();
  console.log(`${join(dist, 'app')}\n${(bytes / 1e6).toFixed(1)} MB compressed, without Electron`);
  if (!process.argv.includes('--stage')) pack();
}

/** @returns size of the staged program when compressed: the part of an installer that is ours */
function stage() {
  run('node_modules/electron-vite/bin/electron-vite.js', ['build', '--logLevel', 'warn']);
  rmSync(dist, { recursive: true, force: true });
  const app = join(dist, 'app');
  mkdirSync(app, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const packages = stageDesktop(root, app);
  const { name, version, description, license, type, main } = manifest;
  const own = { name, version, description, license, type, main, author: 'Luopan <luopan@localhost>' };
  writeFileSync(join(app, 'package.json'), `${JSON.stringify(own, null, 2)}\n`);
  const electron = { name: 'electron', version: manifest.devDependencies.electron, license: 'MIT' };
  const bill = billOfMaterials({ name, version }, packages, [electron]);
  writeFileSync(join(dist, 'sbom.cdx.json'), `${JSON.stringify(bill, null, 1)}\n`);
  writeFileSync(join(dist, 'THIRD-PARTY-LICENCES.txt'), licencesText(root, packages));
  cpSync(join(root, 'LICENSE'), join(app, 'LICENSE'));
  const archive = join(dist, 'app.tar.xz');
  const packed = spawnSync('tar', ['-cJf', archive, '-C', dist, 'app'], {
    stdio: 'inherit',
    env: { ...process.env, XZ_OPT: '-2 -T2' },
  });
  const size = packed.status === 0 ? statSync(archive).size : Number.NaN;
  rmSync(archive, { force: true });
  return size;
}

function pack() {
  run('node_modules/electron-builder/cli.js', ['--config', 'tooling/package/desktop/electron-builder.config.mjs']);
}

function run(script, args) {
  const { status } = spawnSync(process.execPath, [join(root, script), ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}
