import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const content = z.object({
  updates: z
    .object({
      /** A folder or an address; null: nobody on this machine looks for updates. */
      from: z.string().max(2000).nullable(),
      /** Ed25519, base64 of its SubjectPublicKeyInfo. With it, a list of versions counts only when it is signed. */
      publicKey: z.string().max(500).optional(),
    })
    .optional(),
});

export interface UpdatePolicy {
  from: string | null;
  publicKey: string | null;
}

/** Where an administrator sets what holds for everyone on this machine: places only administrators write to. */
export function policyPath(platform: NodeJS.Platform = process.platform, env: NodeJS.ProcessEnv = process.env): string {
  if (platform === 'win32') return join(env.ProgramFiles || 'C:\\Program Files', 'Luopan', 'policy.json');
  if (platform === 'darwin') return '/Library/Application Support/Luopan/policy.json';
  return '/etc/luopan/policy.json';
}

/**
 * What the administrator set about updates.
 *
 * @returns null when the administrator set nothing. A file that is there and cannot be read or understood forbids
 *   updates: what it wanted to keep people from is not known.
 */
export function readUpdatePolicy(path: string): UpdatePolicy | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
    return isAbsent ? null : { from: null, publicKey: null };
  }
  try {
    const { updates } = content.parse(JSON.parse(text.replace(/^\uFEFF/, '')));
    return updates === undefined ? null : { from: updates.from, publicKey: updates.publicKey ?? null };
  } catch {
    return { from: null, publicKey: null };
  }
}
