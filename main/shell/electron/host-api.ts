import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { type Connection, connectionOutput } from '../../../contract/connections.ts';
import { type Notice, noticeOutput } from '../../../contract/deliveries.ts';
import { type ImportState, importOutput } from '../../../contract/imports.ts';
import type { Language } from '../../../contract/language.ts';
import type { HostAddress } from './local-host.ts';

const uploaded = z.looseObject({ uploadId: z.string() });
const problem = z.object({ error: z.object({ message: z.string() }) });

export interface HostListeners {
  /** An import moved on; its id. */
  import(id: string): void;
  /** There is something to tell. */
  notice(): void;
}

/** The few questions the shell itself puts to a host; the page asks all others. */
export class HostApi {
  readonly #address: HostAddress;

  constructor(address: HostAddress) {
    this.#address = address;
  }

  /** Imports that are waiting or running. */
  async runningImports(): Promise<ImportState[]> {
    const imports = z.array(importOutput).parse(await this.#json('/api/v1/imports'));
    return imports.filter(({ status }) => status === 'queued' || status === 'running');
  }

  async import(id: string): Promise<ImportState> {
    return importOutput.parse(await this.#json(`/api/v1/imports/${encodeURIComponent(id)}`));
  }

  /** Connections that have a schedule. */
  async scheduled(): Promise<Connection[]> {
    const connections = z.array(connectionOutput).parse(await this.#json('/api/v1/connections'));
    return connections.filter(({ schedule }) => schedule !== null);
  }

  async pause(connectionId: string, isPaused: boolean): Promise<void> {
    await this.#json(`/api/v1/connections/${encodeURIComponent(connectionId)}`, {
      method: 'PATCH',
      body: JSON.stringify({ isPaused }),
    });
  }

  /**
   * Hands a file of this machine over for preview; its bytes are streamed.
   *
   * @returns what `/import?upload=` opens
   */
  async upload(path: string): Promise<string> {
    const form = new FormData();
    form.append('file', await openAsBlob(path), basename(path));
    return uploaded.parse(await this.#json('/api/v1/imports/preview', { method: 'POST', body: form })).uploadId;
  }

  /** What the host has to tell, newest first. @param after only those with a greater id */
  async notices(after: number, limit: number, language: Language): Promise<Notice[]> {
    const headers = { 'accept-language': language };
    return z.array(noticeOutput).parse(await this.#json(`/api/v1/notices?after=${after}&limit=${limit}`, { headers }));
  }

  /** Passes on what happens, until aborted or the host is gone. */
  async follow(listeners: HostListeners, signal: AbortSignal): Promise<void> {
    const response = await fetch(`${this.#address.origin}/api/v1/changes`, { headers: this.#headers(), signal });
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
      rest = parts.pop() ?? '';
      for (const part of parts) {
        const id = part.startsWith('event: import') ? /^data: (.+)$/m.exec(part)?.[1] : undefined;
        if (id !== undefined) listeners.import(z.object({ id: z.string() }).parse(JSON.parse(id)).id);
        if (part.startsWith('event: notice')) listeners.notice();
      }
    }
  }

  /** @throws Error with the host's own sentence */
  async #json(path: string, init: RequestInit = {}): Promise<unknown> {
    const type = typeof init.body === 'string' ? { 'content-type': 'application/json' } : {};
    const headers = { ...this.#headers(), ...type, ...Object.fromEntries(new Headers(init.headers)) };
    const response = await fetch(`${this.#address.origin}${path}`, { ...init, headers });
    const body: unknown = await response.json();
    if (response.ok) return body;
    const known = problem.safeParse(body);
    throw new Error(known.success ? known.data.error.message : `HTTP ${response.status}`);
  }

  #headers(): Record<string, string> {
    return { authorization: `Bearer ${this.#address.token}` };
  }
}
