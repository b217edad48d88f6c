import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keyFileSecrets } from './key-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'luopan-key-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('keeps one key in a private file, and opens after a restart what it sealed before', () => {
  const path = join(folder, 'secret.key');
  const sealed = keyFileSecrets(path).seal('päss 密码', 'connection 1');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(keyFileSecrets(path).open(sealed, 'connection 1')).toBe('päss 密码');
  expect(keyFileSecrets(path).derive('a')).toEqual(keyFileSecrets(path).derive('a'));
  expect(keyFileSecrets(path).derive('a')).not.toEqual(keyFileSecrets(path).derive('b'));
});

it('gives another text each time, and none that shows what is in it', () => {
  const secrets = keyFileSecrets(join(folder, 'secret.key'));
  expect(secrets.seal('hunter2', 'a')).not.toBe(secrets.seal('hunter2', 'a'));
  expect(Buffer.from(secrets.seal('hunter2', 'a').slice(3), 'base64url').toString('latin1')).not.toContain('hunter2');
});

it('refuses a text that was changed, moved to another purpose, or sealed with another key', () => {
  const secrets = keyFileSecrets(join(folder, 'secret.key'));
  const sealed = secrets.seal('hunter2', 'a');
  const bytes = Buffer.from(sealed.slice(3), 'base64url');
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => secrets.open(`v1.${changed.toString('base64url')}`, 'a')).toThrow('connections/secrets-unreadable');
  }
  expect(() => secrets.open(sealed, 'b')).toThrow('connections/secrets-unreadable');
  expect(() => secrets.open('hunter2', 'a')).toThrow('connections/secrets-unreadable');
  const other = keyFileSecrets(join(folder, 'other.key'));
  expect(() => other.open(sealed, 'a')).toThrow('connections/secrets-unreadable');
});

it('does not take a damaged key for none', () => {
  const path = join(folder, 'secret.key');
  writeFileSync(path, 'not a key');
  expect(() => keyFileSecrets(path)).toThrow('connections/secrets-unreadable');
  expect(readFileSync(path, 'utf8')).toBe('not a key');
});
