import { createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';
import { latePackage } from '../../../ports/late-package.ts';
import { UpdateFailure } from './failure.ts';

const yaml = latePackage<typeof import('yaml')>(import.meta.url, 'yaml');

const version = /^\d{1,6}\.\d{1,6}\.\d{1,6}(-[\w.]{1,60})?$/;
/** The name of a file beside the list, never a way to another place. */
const plainName = /^[\w][\w .()+-]{0,200}$/;

/** `latest*.yml` as electron-builder and the offline kit write it; what Luopan does not use is left aside. */
const list = z.object({
  version: z.string().regex(version),
  files: z
    .array(
      z.object({
        url: z.string().regex(plainName),
        /** Base64 of 64 bytes. */
        sha512: z.string().regex(/^[A-Za-z0-9+/]{86}==$/),
        /** Bytes. */
        size: z.number().int().positive(),
      }),
    )
    .min(1)
    .max(50),
  releaseDate: z.iso.datetime().optional(),
});
export type VersionList = z.infer<typeof list>;
export type OfferedFile = VersionList['files'][number];

/** The list for a system, by the name electron-builder gives it. */
export function listName(platform: NodeJS.Platform, arch: string): string {
  if (platform === 'win32') return 'latest.yml';
  if (platform === 'darwin') return 'latest-mac.yml';
  return arch === 'x64' ? 'latest-linux.yml' : `latest-linux-${arch}.yml`;
}

/** @throws UpdateFailure not-a-list */
export function readVersionList(bytes: Uint8Array): VersionList {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return list.parse(yaml().parse(text, { maxAliasCount: 0 }));
  } catch (cause) {
    throw new UpdateFailure('not-a-list', { cause });
  }
}

/**
 * @param publicKey base64 of the SubjectPublicKeyInfo of an Ed25519 key
 * @param signature base64 as in the file beside the list; null where there is none
 * @throws UpdateFailure not-signed
 */
export function checkSignature(bytes: Uint8Array, publicKey: string, signature: Uint8Array | null): void {
  let isGood = false;
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    const signed = Buffer.from(Buffer.from(signature ?? []).toString('ascii'), 'base64');
    isGood = key.asymmetricKeyType === 'ed25519' && verify(null, bytes, key, signed);
  } catch (cause) {
    throw new UpdateFailure('not-signed', { cause });
  }
  if (!isGood) throw new UpdateFailure('not-signed');
}

/** How this copy was installed, by the ending of what brought it. */
export function installedKind(
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
  has: (path: string) => boolean,
): string {
  if (platform === 'win32') return '.exe';
  if (platform === 'darwin') return '.dmg';
  if (env.APPIMAGE) return '.AppImage';
  return has('/usr/bin/dpkg') ? '.deb' : '.rpm';
}

/** The file for this machine; null when the list has none. The Windows installer goes before the portable program. */
export function fileFor(files: readonly OfferedFile[], kind: string, arch: string): OfferedFile | null {
  const isArm = (name: string) => /arm64|aarch64/i.test(name);
  const fitting = files.filter(({ url }) => url.endsWith(kind) && isArm(url) === (arch === 'arm64'));
  return fitting.find(({ url }) => /setup/i.test(url)) ?? fitting[0] ?? null;
}

/** Is `offered` a later version than `own`, by the rules of semantic versioning? */
export function isNewer(offered: string, own: string): boolean {
  const [a, b] = [parts(offered), parts(own)];
  for (let at = 0; at < 3; at += 1) {
    const difference = Number(a.numbers[at]) - Number(b.numbers[at]);
    if (difference !== 0) return difference > 0;
  }
  if (a.pre === null || b.pre === null) return a.pre === null && b.pre !== null;
  return comparePre(a.pre, b.pre) > 0;
}

function parts(text: string): { numbers: string[]; pre: string[] | null } {
  const [numbers = '', ...pre] = (text.split('+')[0] ?? '').split('-');
  return { numbers: numbers.split('.'), pre: pre.length > 0 ? pre.join('-').split('.') : null };
}

function comparePre(a: readonly string[], b: readonly string[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const [one, other] = [a[at], b[at]];
    if (one === undefined || other === undefined) return one === undefined ? -1 : 1;
    if (one === other) continue;
    const [isNumber, isOtherNumber] = [/^\d+$/.test(one), /^\d+$/.test(other)];
    if (isNumber && isOtherNumber) return Number(one) - Number(other);
    if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
    return one < other ? -1 : 1;
  }
  return 0;
}
