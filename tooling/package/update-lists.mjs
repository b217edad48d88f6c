/**
 * Lists of versions beside the installers, one per system, as electron-builder's updater reads them and Luopan too: an
 * administrator may point the desktop applications of an organisation to this folder.
 */
import { createHash, createPrivateKey, sign } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const systems = [
  { list: 'latest.yml', takes: (name) => name.endsWith('.exe') },
  { list: 'latest-mac.yml', takes: (name) => /\.(dmg|zip)$/.test(name) },
  { list: 'latest-linux.yml', takes: (name) => /\.(AppImage|deb|rpm)$/.test(name) && !/arm64|aarch64/.test(name) },
  { list: 'latest-linux-arm64.yml', takes: (name) => /(arm64|aarch64).*\.(AppImage|deb|rpm)$/.test(name) },
];

/**
 * @param {string} folder with installers
 * @param {string} version
 * @param {{ privateKey?: string, releasedAt?: Date }} options `privateKey`: PEM of an Ed25519 key; each list is signed
 *   with it, in a file of its own beside it
 * @returns {string[]} names of the files written
 */
export function writeUpdateLists(folder, version, { privateKey, releasedAt = new Date() } = {}) {
  const names = readdirSync(folder).sort();
  const written = [];
  for (const { list, takes } of systems) {
    const files = names.filter(takes);
    if (files.length === 0) continue;
    const entries = files.map((name) => {
      const sha512 = createHash('sha512')
        .update(readFileSync(join(folder, name)))
        .digest('base64');
      return `  - url: ${name}\n    sha512: ${sha512}\n    size: ${statSync(join(folder, name)).size}\n`;
    });
    const text = `version: ${version}\nfiles:\n${entries.join('')}releaseDate: '${releasedAt.toISOString()}'\n`;
    writeFileSync(join(folder, list), text);
    written.push(list);
    if (!privateKey) continue;
    const signature = sign(null, Buffer.from(text), createPrivateKey(privateKey)).toString('base64');
    writeFileSync(join(folder, `${list}.sig`), `${signature}\n`);
    written.push(`${list}.sig`);
  }
  return written;
}
