/**
 * `npm run dist:kit`: one archive for machines without a network: the desktop installers and server bundles that lie in
 * dist, lists of versions to update from, checksums, and how to install, upgrade and go back, in both languages.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { sha256 } from './package/notices.mjs';
import { writeUpdateLists } from './package/update-lists.mjs';

const root = join(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const name = `luopan-offline-kit-${version}`;
const kit = join(root, 'dist', name);
const installers = globSync('dist/desktop/installers/*.{AppImage,deb,rpm,exe,dmg,zip}', { cwd: root });
const servers = globSync('dist/server/*.tar.gz', { cwd: root });
if (installers.length + servers.length === 0) {
  console.error('Nothing to pack: run `npm run dist:server` or `npm run dist:desktop` first.');
  process.exit(1);
}
rmSync(kit, { recursive: true, force: true });
for (const [folder, files] of Object.entries({ desktop: installers, server: servers })) {
  if (files.length > 0) mkdirSync(join(kit, folder), { recursive: true });
  for (const file of files) cpSync(join(root, file), join(kit, folder, basename(file)));
}
if (installers.length > 0) {
  // LUOPAN_UPDATE_KEY: file with the publisher's private key, Ed25519 as PEM (docs/guide/install.md).
  const keyFile = process.env.LUOPAN_UPDATE_KEY;
  writeUpdateLists(join(kit, 'desktop'), version, keyFile ? { privateKey: readFileSync(keyFile, 'utf8') } : {});
}
for (const guide of ['install.md', 'install.zh-CN.md']) {
  cpSync(join(root, 'docs/guide', guide), join(kit, guide));
}
for (const file of ['LICENSE', 'NOTICE']) if (existsSync(join(root, file))) cpSync(join(root, file), join(kit, file));
const files = globSync('{desktop,server}/*', { cwd: kit }).sort();
const sums = files.map((file) => `${sha256(readFileSync(join(kit, file)))}  ./${file.replaceAll('\\', '/')}`);
writeFileSync(join(kit, 'SHA256SUMS'), `${sums.join('\n')}\n`);
const archive = `${kit}.tar`;
const packed = spawnSync('tar', ['-cf', archive, '-C', join(root, 'dist'), name], { stdio: 'inherit' });
if (packed.status !== 0) process.exit(1);
console.log(`${archive}\n${files.join('\n')}`);
