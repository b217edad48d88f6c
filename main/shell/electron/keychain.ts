import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { safeStorage } from 'electron';
import type { Keychain } from './workspaces.ts';

/**
 * The system's keychain: Keychain on macOS, DPAPI on Windows, the desktop's secret service on Linux. Null where there
 * is none, such as a Linux session without a secret service; Electron would then seal with a password known to all,
 * which is no better than clear text and is not used.
 */
export function systemKeychain(): Keychain | null {
  if (!safeStorage.isEncryptionAvailable()) return null;
  if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') return null;
  return {
    seal: (text) => safeStorage.encryptString(text).toString('base64'),
    open: (sealed) => safeStorage.decryptString(Buffer.from(sealed, 'base64')),
  };
}

/**
 * The key a workspace's secrets are sealed with, itself sealed by the keychain in a file; made on first use.
 *
 * @returns base64 of 32 bytes; null where there is no keychain, and the host then keeps a key file of its own
 * @throws when the file is there but this keychain cannot open it: a new key would make every secret unreadable
 */
export function workspaceKey(path: string, keychain: Keychain | null): string | null {
  if (keychain === null) return null;
  let sealed: string;
  try {
    sealed = readFileSync(path, 'utf8');
  } catch {
    const key = randomBytes(32).toString('base64');
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, keychain.seal(key), { mode: 0o600, flag: 'wx' });
    return key;
  }
  return keychain.open(sealed);
}
