import { resolve } from 'node:path';
import { z } from 'zod';
import type { ErrorDetail } from '../../../../contract/errors.ts';
import type { Language } from '../../../../contract/language.ts';
import { createHost, defaultConfig, readHostFile } from '../../../host/index.ts';
import { systemClock } from '../../../ports/clock.ts';
import { lineLogger } from '../../../ports/logger.ts';
import { defaultDataFolder } from '../../../ports/places.ts';
import { programDir, version } from '../program.ts';

const errorBody = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: z.array(z.object({ path: z.string(), message: z.string() })).default([]),
  }),
});

/** A refusal of the API, worded by it. */
export class RefusedError extends Error {
  readonly code: string;
  readonly details: ErrorDetail[];

  constructor(code: string, message: string, details: ErrorDetail[]) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

export interface ConnectOptions {
  data: string | null;
  language: Language;
}

/** A line to the API: to the host that runs on the data folder, or to one started for this command alone. */
export interface Connection {
  readonly dataDir: string;
  readonly isOwnHost: boolean;
  /** @throws RefusedError */
  send(method: string, path: string, body?: unknown): Promise<Response>;
  /** The same for an answer in JSON, checked. */
  call<T>(method: string, path: string, schema: z.ZodType<T>, body?: unknown): Promise<T>;
  close(): Promise<void>;
}

export async function connect({ data, language }: ConnectOptions): Promise<Connection> {
  const dataDir = resolve(data ?? defaultDataFolder());
  const running = await findRunning(dataDir);
  if (running !== null) return line({ ...running, dataDir, language, close: async () => {} }, false);
  const host = await createHost(
    { clock: systemClock, logger: lineLogger('warn') },
    { ...defaultConfig(programDir), version, dataDir, withSample: false, language },
  );
  return line({ origin: host.origin, token: host.token, dataDir, language, close: () => host.close() }, true);
}

/** The host that has this folder open; null when none answers to its own token. */
export async function findRunning(dataDir: string): Promise<{ origin: string; token: string } | null> {
  const file = readHostFile(dataDir);
  if (file === null) return null;
  try {
    const headers = { authorization: `Bearer ${file.token}` };
    const response = await fetch(`${file.url}/api/v1/session`, { headers, signal: AbortSignal.timeout(5_000) });
    return response.ok ? { origin: file.url, token: file.token } : null;
  } catch {
    return null;
  }
}

interface Line {
  origin: string;
  token: string;
  dataDir: string;
  language: Language;
  close: () => Promise<void>;
}

function line({ origin, token, dataDir, language, close }: Line, isOwnHost: boolean): Connection {
  async function send(method: string, path: string, body?: unknown): Promise<Response> {
    const isForm = body instanceof FormData;
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'accept-language': language,
        ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
    if (response.ok) return response;
    const parsed = errorBody.safeParse(await response.json().catch(() => null));
    if (!parsed.success) throw new RefusedError('api/unreadable', `HTTP ${response.status}`, []);
    const { code, message, details } = parsed.data.error;
    throw new RefusedError(code, message, details);
  }
  return {
    dataDir,
    isOwnHost,
    send,
    call: async (method, path, schema, body) => schema.parse(await (await send(method, path, body)).json()),
    close,
  };
}
