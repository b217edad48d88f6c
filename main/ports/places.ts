import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** The platform's folder for application data; `LUOPAN_DATA` overrides it. */
export function defaultDataFolder(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  if (env.LUOPAN_DATA) return env.LUOPAN_DATA;
  if (platform === 'win32') return join(env.APPDATA || join(homedir(), 'AppData', 'Roaming'), 'Luopan');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Luopan');
  return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'luopan');
}

/** The user's own folder for what can be made again at any time. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local'), 'Luopan', 'Cache');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'Luopan');
  const given = env.XDG_CACHE_HOME ?? '';
  return join(isAbsolute(given) ? given : join(homedir(), '.cache'), 'luopan');
}
