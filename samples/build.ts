/**
 * Makes the shipped sample from the published file, which is not part of this repository:
 *
 *     node samples/build.ts <online_retail_2010-12_2011-11.csv[.gz]>
 *
 * One step only: the bytes are checked against the SHA-256 in `about.json` and compressed anew without a time stamp,
 * so the same input always gives the same content. No row is cut, added or changed.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gunzipSync, gzipSync } from 'node:zlib';

interface About {
  file: string;
  sizeBytes: number;
  sha256: string;
}

const folder = join(import.meta.dirname, 'online-retail');
const about = JSON.parse(readFileSync(join(folder, 'about.json'), 'utf8')) as About;

/** @returns the content, unpacked; throws when it is not the published file */
export function published(bytes: Buffer): Buffer {
  const content = bytes.subarray(0, 2).equals(Buffer.from([0x1f, 0x8b])) ? gunzipSync(bytes) : bytes;
  const sha256 = createHash('sha256').update(content).digest('hex');
  if (content.length !== about.sizeBytes || sha256 !== about.sha256) {
    throw new Error(`not the published file: ${content.length} bytes, SHA-256 ${sha256}`);
  }
  return content;
}

if (import.meta.main) {
  const [source] = process.argv.slice(2);
  if (source === undefined) throw new Error('usage: node samples/build.ts <file>');
  const packed = gzipSync(published(readFileSync(source)), { level: constants.Z_BEST_COMPRESSION, memLevel: 9 });
  writeFileSync(join(folder, about.file), packed);
  console.log(`${about.file}: ${packed.length} bytes`);
}
