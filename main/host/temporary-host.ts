import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogLevel } from '../ports/logger.ts';
import { createHost, defaultConfig, type Host, type HostConfig } from './index.ts';

const programDir = join(import.meta.dirname, '../..');

export interface TemporaryHost {
  host: Host;
  folder: string;
  dataDir: string;
  /** Everything the host logged, as text. */
  log: () => string;
  /** A call with the start token, unless `init` brings its own headers for that. */
  fetch: (path: string, init?: RequestInit) => Promise<Response>;
  /** The JSON of a call that must succeed. */
  json: <T>(path: string, init?: RequestInit) => Promise<T>;
  /** Closes the host and starts another one on the same data. */
  restart: (config?: Partial<HostConfig>) => Promise<TemporaryHost>;
  discard: () => Promise<void>;
}

/** For tests: a real host on a free port and a folder of its own, with a small built interface to serve. */
export async function startTemporaryHost(config: Partial<HostConfig> = {}): Promise<TemporaryHost> {
  return startIn(await mkdtemp(join(tmpdir(), 'luopan-host-')), config);
}

async function startIn(folder: string, config: Partial<HostConfig>): Promise<TemporaryHost> {
  const rendererDir = join(folder, 'renderer');
  const dataDir = join(folder, 'data');
  await mkdir(join(rendererDir, 'assets'), { recursive: true });
  await writeFile(join(rendererDir, 'index.html'), '<!doctype html><title>Luopan</title><div id="root"></div>');
  await writeFile(join(rendererDir, 'assets/main-Ab12Cd34.js'), 'export {};\n'.repeat(400));
  await writeFile(join(folder, 'secret.txt'), 'outside of what is served');
  const lines: string[] = [];
  const logger = {
    log: (level: LogLevel, message: string, data?: Record<string, unknown>) => {
      lines.push(JSON.stringify({ level, message, ...data }));
    },
  };
  const host = await createHost(
    { clock: { now: () => Date.now() }, logger },
    {
      ...defaultConfig(programDir),
      ...{ dataDir, rendererDir, withSample: false, version: 'test', language: 'en', timezone: 'Asia/Shanghai' },
      // Shared by all tests, so that not every host translates the model anew.
      transpiledPath: join(tmpdir(), 'luopan-tests-model-transpiled.json'),
      ...config,
    },
  );
  const call = (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    if (!headers.has('authorization')) headers.set('authorization', `Bearer ${host.token}`);
    return fetch(`${host.origin}${path}`, { ...init, headers, redirect: 'manual' });
  };
  return {
    host,
    folder,
    dataDir,
    log: () => lines.join('\n'),
    fetch: call,
    async json<T>(path: string, init?: RequestInit) {
      const response = await call(path, init);
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    },
    async restart(changed = {}) {
      await host.close();
      return startIn(folder, { ...config, ...changed });
    },
    async discard() {
      await host.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
