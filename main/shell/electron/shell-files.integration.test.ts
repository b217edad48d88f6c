import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileAmong, isImportable } from './opened-file.ts';
import { type Keychain, KnownWorkspaces } from './workspaces.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'luopan-shell-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a file the system hands over', () => {
  it('is taken by its ending and only if it is a file', () => {
    const named = join(folder, '订单 😀 &$(rm -rf).CSV');
    writeFileSync(named, 'a,b\n1,2\n');
    mkdirSync(join(folder, 'folder.csv'));
    writeFileSync(join(folder, 'program.exe'), '');
    expect(isImportable(named)).toBe(true);
    for (const path of ['folder.csv', 'program.exe', 'gone.csv', 'x\0.csv']) {
      expect(isImportable(join(folder, path)), path).toBe(false);
    }
  });

  it('is found among arguments, also by a path relative to where it was called from', () => {
    writeFileSync(join(folder, 'orders.csv'), 'a\n');
    expect(fileAmong(['luopan', '--original-process-start-time=1', 'orders.csv'], folder)).toBe(
      join(folder, 'orders.csv'),
    );
    expect(fileAmong([join(folder, 'orders.csv')], folder)).toBeNull();
    expect(fileAmong(['luopan', 'luopan://board/orders.csv'], folder)).toBeNull();
  });
});

const keychain: Keychain = {
  seal: (text) => Buffer.from(text).reverse().toString('base64'),
  open: (sealed) => Buffer.from(sealed, 'base64').reverse().toString(),
};

describe('the workspaces one knows', () => {
  it('are remembered newest first, tokens sealed, in a file for this user alone', () => {
    const known = new KnownWorkspaces(folder, keychain);
    known.openedFolder(join(folder, 'one'));
    const { id } = known.openedAddress('https://bi.example.com/boards?x=1', 'secret token');
    known.trust('https://bi.example.com', 'AA:BB');
    const again = new KnownWorkspaces(folder, keychain);
    expect(again.list().map(({ kind, name, place }) => [kind, name, place])).toEqual([
      ['remote', 'bi.example.com', 'https://bi.example.com'],
      ['local', 'one', join(folder, 'one')],
    ]);
    expect([again.tokenOf(id), again.fingerprintOf('https://bi.example.com')]).toEqual(['secret token', 'AA:BB']);
    const path = join(folder, 'workspaces.json');
    expect(readFileSync(path, 'utf8')).not.toContain('secret token');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    again.forget(id);
    expect(new KnownWorkspaces(folder, keychain).list()).toHaveLength(1);
  });

  it('keep a token in memory only where there is no keychain', () => {
    const known = new KnownWorkspaces(folder, null);
    const { id } = known.openedAddress('http://10.0.0.5:7410', 'secret token');
    expect(known.tokenOf(id)).toBe('secret token');
    expect(readFileSync(join(folder, 'workspaces.json'), 'utf8')).not.toContain('secret');
    expect(new KnownWorkspaces(folder, null).tokenOf(id)).toBe('');
  });

  it('start empty when their file is damaged, and a full list forgets the oldest', () => {
    writeFileSync(join(folder, 'workspaces.json'), '{"half":');
    const known = new KnownWorkspaces(folder, keychain);
    expect(known.list()).toEqual([]);
    for (let index = 0; index < 30; index += 1) known.openedFolder(join(folder, String(index)));
    expect(known.list().map(({ name }) => name)).toEqual(Array.from({ length: 20 }, (_, index) => String(29 - index)));
  });
});
