import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, readFileSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as after } from 'node:timers/promises';
import { z } from 'zod';

const root = join(import.meta.dirname, '..');
const statusOutput = z.object({
  replica: z.object({ state: z.string(), watermark: z.number(), storeWatermark: z.number() }),
});

const importOutput = z.object({ id: z.string() });

/** The host as its users start it, in a process of its own. */
export class HostProcess {
  readonly #child: ChildProcess;
  /** With the sign-in token. */
  readonly url: string;
  /** From the spawn to the ready line. */
  readonly readyMs: number;
  /** `performance.now()` of the spawn. */
  readonly startedAt: number;

  private constructor(child: ChildProcess, url: string, startedAt: number) {
    this.#child = child;
    this.url = url;
    this.startedAt = startedAt;
    this.readyMs = performance.now() - startedAt;
  }

  static async start(dataDir: string): Promise<HostProcess> {
    const startedAt = performance.now();
    const flags = [
      '--data',
      dataDir,
      '--port',
      '0',
      '--no-open',
      '--no-sample',
      '--lang',
      'en',
      '--tz',
      'Asia/Shanghai',
    ];
    const child = spawn(process.execPath, [join(root, 'tooling/start.mjs'), ...flags], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const url = /^Luopan ready: (\S+)/.exec(line)?.[1];
      if (url) {
        child.stdout.resume();
        return new HostProcess(child, url, startedAt);
      }
    }
    throw new Error('the host ended before it was ready');
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('the host did not start');
    return this.#child.pid;
  }

  get origin(): string {
    return new URL(this.url).origin;
  }

  /** Fails unless the answer is a success. */
  async request(path: string, init: RequestInit = {}): Promise<Response> {
    const token = new URL(this.url).searchParams.get('token');
    const headers = { ...Object.fromEntries(new Headers(init.headers)), authorization: `Bearer ${token}` };
    const response = await fetch(this.origin + path, { ...init, headers });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  }

  async json(path: string, body?: unknown): Promise<unknown> {
    const init =
      body === undefined
        ? {}
        : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    return (await this.request(path, init)).json();
  }

  /**
   * Imports a file, sent as plain clients send it: a form streamed as it is read. `fetch` takes half a second of a
   * processor for a form of 70 MB, which the host lacks meanwhile.
   *
   * @returns the import's id
   */
  async import(path: string, entity: string): Promise<string> {
    const boundary = 'a-boundary-of-the-form';
    const part = (name: string) => `--${boundary}\r\ncontent-disposition: form-data; name=${name}`;
    const head = `${part('"entity"')}\r\n\r\n${entity}\r\n${part(`"file"; filename="${basename(path)}"`)}\r\n\r\n`;
    const tail = `\r\n--${boundary}--\r\n`;
    const { size } = await stat(path);
    const sent = request(`${this.origin}/api/v1/imports`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${new URL(this.url).searchParams.get('token')}`,
        'content-type': `multipart/form-data; boundary=${boundary}`,
        'content-length': Buffer.byteLength(head) + size + tail.length,
      },
    });
    const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
    sent.write(head);
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), sent, { end: false });
    sent.end(tail);
    const [response] = await answered;
    const told = await text(response);
    if (response.statusCode !== 202) throw new Error(`${path}: ${response.statusCode} ${told}`);
    return importOutput.parse(JSON.parse(told)).id;
  }

  /** Waits until the replica holds everything the store does. */
  async caughtUp(): Promise<void> {
    for (;;) {
      const { replica } = statusOutput.parse(await this.json('/api/v1/status'));
      if (replica.state === 'ready' && replica.watermark === replica.storeWatermark && replica.watermark > 0) return;
      await after(250);
    }
  }

  /** Memory in use now, and at most since `forgetPeak`; bytes. Linux only. */
  memory(): { rssBytes: number; peakBytes: number } {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    const kilobytes = (name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? Number.NaN);
    return { rssBytes: kilobytes('VmRSS') * 1024, peakBytes: kilobytes('VmHWM') * 1024 };
  }

  forgetPeak(): void {
    writeFileSync(`/proc/${this.#child.pid}/clear_refs`, '5');
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
  }
}
