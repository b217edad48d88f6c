import { createReadStream } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { UpdateFailure } from './failure.ts';

export type Fetch = (url: string, init: { redirect: 'error'; signal: AbortSignal }) => Promise<Response>;

/** A folder or an address where versions lie. */
export interface UpdateSource {
  /** The bytes of a file; null when there is none of that name. @throws UpdateFailure unreachable, altered (longer than allowed) */
  bytes(name: string, limitBytes: number): Promise<Uint8Array | null>;
  /** @throws UpdateFailure unreachable */
  stream(name: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
}

const patienceMs = 30_000;

/** Is this a place to look for versions: an absolute path, or an address that nobody on the way can change? */
export function isUpdatePlace(place: string): boolean {
  if (isAbsolute(place) || /^\\\\[^\\]+\\/.test(place)) return !place.includes('\0');
  if (!URL.canParse(place)) return false;
  const { protocol, hostname } = new URL(place);
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname));
}

/** @throws UpdateFailure unreachable when it is no place to look at */
export function sourceAt(place: string, fetch: Fetch): UpdateSource {
  if (!isUpdatePlace(place)) throw new UpdateFailure('unreachable');
  const open = /^https?:/.test(place) ? openAddress(place, fetch) : openFolder(place);
  return {
    stream: async (name, signal) => {
      const found = await open(name, signal);
      if (found === null) throw new UpdateFailure('unreachable');
      return found;
    },
    bytes: async (name, limitBytes) => {
      const found = await open(name, AbortSignal.timeout(patienceMs));
      return found === null ? null : gathered(found, limitBytes);
    },
  };
}

type Open = (name: string, signal: AbortSignal) => Promise<AsyncIterable<Uint8Array> | null>;

function openFolder(folder: string): Open {
  return async (name, signal) => {
    const stream = createReadStream(join(folder, name), { signal });
    try {
      await new Promise((resolve, reject) => stream.once('open', resolve).once('error', reject));
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
      throw new UpdateFailure('unreachable', { cause });
    }
    return reading(stream);
  };
}

function openAddress(address: string, fetch: Fetch): Open {
  const base = address.endsWith('/') ? address : `${address}/`;
  return async (name, signal) => {
    const url = new URL(encodeURIComponent(name), base).href;
    const response = await fetch(url, { redirect: 'error', signal }).catch((cause: unknown) => {
      throw new UpdateFailure('unreachable', { cause });
    });
    if (response.status === 404) return null;
    if (!response.ok || response.body === null) throw new UpdateFailure('unreachable');
    return reading(response.body);
  };
}

async function* reading(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (cause) {
    throw new UpdateFailure('unreachable', { cause });
  }
}

async function gathered(chunks: AsyncIterable<Uint8Array>, limitBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    if (size > limitBytes) throw new UpdateFailure('not-a-list');
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}
