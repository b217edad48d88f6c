import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { AppError } from '../../contract/errors.ts';
import type { Secrets } from './secrets.ts';

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
const prefix = 'v1.';

/**
 * Secrets under a key of their own in a file only its owner may read (mode 0600), made on first use. Texts are sealed
 * with AES-256-GCM, each under a fresh nonce, with the purpose as authenticated data.
 *
 * @throws connections/secrets-unreadable when the file is there but holds no key
 */
export function keyFileSecrets(path: string): Secrets {
  return secretsOf(readOrMakeKey(path));
}

/** The same with a key from elsewhere (a keychain). */
export function secretsOf(masterKey: Buffer): Secrets {
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', masterKey, Buffer.alloc(0), `luopan ${purpose}`, keyBytes));
  const sealing = derive('sealing');
  return {
    derive: (purpose) => derive(`derived ${purpose}`),
    seal(text, purpose) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce).setAAD(Buffer.from(purpose));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return prefix + Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(sealed, purpose) {
      try {
        if (!sealed.startsWith(prefix)) throw new Error('not sealed by this program');
        const bytes = Buffer.from(sealed.slice(prefix.length), 'base64url');
        const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, nonceBytes))
          .setAAD(Buffer.from(purpose))
          .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
        const body = bytes.subarray(nonceBytes + tagBytes);
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
      } catch (cause) {
        throw new AppError('connections/secrets-unreadable', { cause });
      }
    },
  };
}

function readOrMakeKey(path: string): Buffer {
  try {
    return readKey(path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  const partial = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const file = openSync(partial, 'wx', 0o600);
  try {
    writeSync(file, `${randomBytes(keyBytes).toString('base64')}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    // Whoever comes first wins: a key that is in use is never replaced.
    linkSync(partial, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(partial, { force: true });
  }
  return readKey(path);
}

function readKey(path: string): Buffer {
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64');
  if (key.length !== keyBytes) throw new AppError('connections/secrets-unreadable');
  if (process.platform !== 'win32') chmodSync(path, 0o600);
  return key;
}
