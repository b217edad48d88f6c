import { generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUpdatePlace } from './source.ts';
import { checkSignature, fileFor, installedKind, isNewer, listName, readVersionList } from './version-list.ts';

const sha512 = `${'A'.repeat(86)}==`;
const yaml = (url: string, more = '') =>
  Buffer.from(`version: 1.2.3\nfiles:\n  - url: ${url}\n    sha512: ${sha512}\n    size: 5\n${more}`);

describe('a list of versions', () => {
  it('is read as electron-builder writes it', () => {
    const more = `path: Luopan-1.2.3.AppImage\nsha512: ${sha512}\nreleaseDate: '2026-11-22T10:00:00.000Z'\n`;
    expect(readVersionList(yaml('Luopan-1.2.3.AppImage', more))).toEqual({
      version: '1.2.3',
      files: [{ url: 'Luopan-1.2.3.AppImage', sha512, size: 5 }],
      releaseDate: '2026-11-22T10:00:00.000Z',
    });
  });

  it.each(['../evil.deb', 'https://evil.example/x.deb', '/etc/passwd', '.hidden', 'a\\b.exe', 'C:x.exe', "''"])(
    'that leads elsewhere is refused: %s',
    (url) => {
      expect(() => readVersionList(yaml(url))).toThrow('not-a-list');
    },
  );

  it.each(['', 'version: 1.2.3', 'version: latest\nfiles: []', '\u0000', '<!doctype html><html>', 'a: &a [*a]'])(
    'that is none is refused: %j',
    (text) => {
      expect(() => readVersionList(Buffer.from(text))).toThrow('not-a-list');
    },
  );

  it('has a name for each system', () => {
    expect([
      listName('win32', 'x64'),
      listName('darwin', 'arm64'),
      listName('linux', 'x64'),
      listName('linux', 'arm64'),
    ]).toEqual(['latest.yml', 'latest-mac.yml', 'latest-linux.yml', 'latest-linux-arm64.yml']);
  });

  it('gives each machine its own file', () => {
    const files = [
      'Luopan 1.0.0.exe',
      'Luopan Setup 1.0.0.exe',
      'Luopan-1.0.0.dmg',
      'Luopan-1.0.0-arm64.dmg',
      'Luopan-1.0.0.deb',
    ].map((url) => ({ url, sha512, size: 1 }));
    expect(fileFor(files, '.exe', 'x64')?.url).toBe('Luopan Setup 1.0.0.exe');
    expect(fileFor(files, '.dmg', 'arm64')?.url).toBe('Luopan-1.0.0-arm64.dmg');
    expect(fileFor(files, '.dmg', 'x64')?.url).toBe('Luopan-1.0.0.dmg');
    expect(fileFor(files, '.rpm', 'x64')).toBeNull();
    expect(installedKind('linux', { APPIMAGE: '/x.AppImage' }, () => true)).toBe('.AppImage');
    expect(installedKind('linux', {}, (path) => path === '/usr/bin/dpkg')).toBe('.deb');
    expect(installedKind('linux', {}, () => false)).toBe('.rpm');
  });
});

describe('a later version', () => {
  // The order given by semver.org, item 11, with numbers that sort otherwise as text.
  const ascending = [
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    '1.0.0',
    '1.0.2',
    '1.0.10',
    '1.2.0',
    '1.10.0',
    '2.0.0',
  ];

  it('is told by the rules of semantic versioning', () => {
    for (const [i, one] of ascending.entries()) {
      for (const [j, other] of ascending.entries()) expect(isNewer(one, other), `${one} over ${other}`).toBe(i > j);
    }
  });

  it('is never earlier as well', () => {
    const part = fc.nat(20);
    const version = fc
      .tuple(part, part, part, fc.option(fc.constantFrom('alpha', 'rc.1', 'rc.10', '7')))
      .map(([a, b, c, pre]) => `${a}.${b}.${c}${pre === null ? '' : `-${pre}`}`);
    fc.assert(
      fc.property(version, version, (a, b) => Number(isNewer(a, b)) + Number(isNewer(b, a)) === Number(a !== b)),
    );
  });
});

describe('a signature', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const bytes = yaml('a.deb');
  const signature = Buffer.from(`${sign(null, bytes, privateKey).toString('base64')}\n`);

  it('holds for the bytes it was made over, and for no others', () => {
    expect(() => checkSignature(bytes, key, signature)).not.toThrow();
    for (let at = 0; at < bytes.length; at += 7) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => checkSignature(changed, key, signature)).toThrow('not-signed');
    }
  });

  it('is needed, by the right key, of the right kind', () => {
    const other = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const rsaKey = rsa.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    expect(() => checkSignature(bytes, key, null)).toThrow('not-signed');
    expect(() => checkSignature(bytes, other, signature)).toThrow('not-signed');
    expect(() => checkSignature(bytes, 'nonsense', signature)).toThrow('not-signed');
    const rsaSignature = Buffer.from(sign(null, bytes, rsa.privateKey).toString('base64'));
    expect(() => checkSignature(bytes, rsaKey, rsaSignature)).toThrow('not-signed');
  });
});

it('versions are looked for in a folder or at an address nobody on the way can change', () => {
  for (const place of [
    '/srv/luopan',
    'https://bi.example.com/luopan',
    'http://127.0.0.1:8080/',
    '\\\\server\\share\\luopan',
  ]) {
    expect(isUpdatePlace(place), place).toBe(true);
  }
  for (const place of [
    '',
    'luopan',
    '../x',
    'http://bi.example.com/',
    'ftp://x/',
    'file:///srv',
    'javascript:alert(1)',
    '/srv\0',
  ]) {
    expect(isUpdatePlace(place), place).toBe(false);
  }
});
