import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Api } from './api.ts';

const root = join(import.meta.dirname, '../..');
const stopWithinMs = 30_000;
const readyLine = /^Luopan ready: (\S+)$/m;

export interface HostSettings {
  /** An existing data folder; by default a fresh one, deleted with `discard`. */
  dataDir?: string;
  language?: 'zh-CN' | 'en';
  timezone?: string;
  /** Import the shipped sample on the first start; off by default. */
  withSample?: boolean;
  env?: Record<string, string>;
}

/** The product as a user starts it: its own process, a free port, a data folder of its own. */
export class HostProcess {
  /** With the sign-in token, as the ready line gives it. */
  readonly url: string;
  readonly dataDir: string;
  readonly api: Api;
  readonly #child: ChildProcess;
  readonly #ownsFolder: boolean;
  readonly #output: { stdout: string; stderr: string };

  private constructor(
    child: ChildProcess,
    url: string,
    folder: { dataDir: string; isOwn: boolean },
    output: HostProcess['output'],
  ) {
    this.#child = child;
    this.url = url;
    this.dataDir = folder.dataDir;
    this.#ownsFolder = folder.isOwn;
    this.#output = output;
    const { origin, searchParams } = new URL(url);
    this.api = new Api(origin, searchParams.get('token') ?? '');
  }

  static async start(settings: HostSettings = {}): Promise<HostProcess> {
    const dataDir = settings.dataDir ?? (await mkdtemp(join(tmpdir(), 'luopan-e2e-')));
    const args = ['--no-open', '--port', '0', '--data', dataDir];
    args.push('--lang', settings.language ?? 'en', '--tz', settings.timezone ?? 'Asia/Shanghai');
    if (settings.withSample !== true) args.push('--no-sample');
    const child = spawn(process.execPath, [join(root, 'main/server.ts'), ...args], {
      cwd: root,
      env: { ...process.env, ...settings.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { stdout: '', stderr: '' };
    child.stderr.on('data', (text: Buffer) => {
      output.stderr += text.toString();
    });
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout.on('data', (text: Buffer) => {
        output.stdout += text.toString();
        const found = readyLine.exec(output.stdout)?.[1];
        if (found !== undefined) resolve(found);
      });
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`host ended with ${code} before it was ready\n${output.stderr}`)));
    });
    return new HostProcess(child, url, { dataDir, isOwn: settings.dataDir === undefined }, output);
  }

  get output(): { stdout: string; stderr: string } {
    return this.#output;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** A clean stop. @returns the exit code */
  async stop(): Promise<number | null> {
    return this.#end('SIGTERM');
  }

  /** As a power cut would end it. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Stops the host if it still runs and deletes its folder, where it was made here. */
  async discard(): Promise<void> {
    if (this.isRunning) await this.stop();
    if (this.#ownsFolder) await rm(this.dataDir, { recursive: true, force: true });
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    if (this.isRunning) {
      const ended = once(this.#child, 'exit');
      this.#child.kill(signal);
      // A host that does not stop fails the test that looks at its exit code, and holds up no other.
      const late = setTimeout(() => this.#child.kill('SIGKILL'), stopWithinMs);
      await ended;
      clearTimeout(late);
    }
    return this.#child.exitCode;
  }
}
