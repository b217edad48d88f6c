import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { checkSignature, fileFor, readVersionList } from './version-list.ts';

const { writeUpdateLists } = createRequire(import.meta.url)('../../../../tooling/package/update-lists.mjs') as {
  writeUpdateLists(folder: string, version: string, options?: { privateKey?: string; releasedAt?: Date }): string[];
};
const folder = mkdtempSync(join(tmpdir(), 'luopan-lists-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the kit’s lists of versions are what the application reads, signed with the publisher’s key', () => {
  for (const name of [
    'Luopan Setup 0.2.0.exe',
    'Luopan 0.2.0.exe',
    'luopan_0.2.0_amd64.deb',
    'Luopan-0.2.0-arm64.dmg',
    'SHA256SUMS',
  ]) {
    writeFileSync(join(folder, name), 'abc');
  }
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const written = writeUpdateLists(folder, '0.2.0', {
    privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }) as string,
    releasedAt: new Date('2026-11-22T10:00:00Z'),
  });
  expect(written).toEqual([
    ...['latest.yml', 'latest.yml.sig', 'latest-mac.yml', 'latest-mac.yml.sig'],
    ...['latest-linux.yml', 'latest-linux.yml.sig'],
  ]);
  const bytes = readFileSync(join(folder, 'latest.yml'));
  const list = readVersionList(bytes);
  expect(list).toMatchObject({ version: '0.2.0', releaseDate: '2026-11-22T10:00:00.000Z' });
  // SHA-512 of "abc", FIPS 180-2 appendix C.1.
  const known =
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f';
  const file = fileFor(list.files, '.exe', 'x64');
  expect([file?.url, file?.size]).toEqual(['Luopan Setup 0.2.0.exe', 3]);
  expect(Buffer.from(file?.sha512 ?? '', 'base64').toString('hex')).toBe(known);
  const key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  expect(() => checkSignature(bytes, key, readFileSync(join(folder, 'latest.yml.sig')))).not.toThrow();
});
