import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { AppError } from '../../../contract/errors.ts';
import { isLoopback } from '../../access/index.ts';

const compress = promisify(gzip);

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};
const compressible = new Set(['.html', '.js', '.css', '.json', '.map', '.svg', '.txt', '.webmanifest']);

export interface StaticFile {
  path: string;
  extension: string;
  sizeBytes: number;
  etag: string;
  /** The name carries a hash of the content: it never changes under this address. */
  isImmutable: boolean;
  compressed: Promise<Buffer> | null;
}

/**
 * The built renderer. Addresses are looked up in a list of what was built, never turned into paths, so there is
 * nothing to traverse. The list is read again when index.html has changed.
 */
export class StaticFiles {
  readonly #root: string;
  #files = new Map<string, StaticFile>();
  #stamp = '';

  constructor(root: string) {
    this.#root = root;
  }

  async find(urlPath: string): Promise<StaticFile | null> {
    const known = this.#files.get(urlPath);
    if (known?.isImmutable) return known;
    await this.#refresh();
    return this.#files.get(urlPath) ?? null;
  }

  async #refresh(): Promise<void> {
    const index = await stat(join(this.#root, 'index.html')).catch(() => null);
    const stamp = index === null ? '' : `${index.mtimeMs}-${index.size}`;
    if (stamp === this.#stamp) return;
    const files = new Map<string, StaticFile>();
    for (const entry of stamp === '' ? [] : await readdir(this.#root, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const urlPath = path.slice(this.#root.length).replaceAll('\\', '/');
      const { size, mtimeMs } = await stat(path);
      files.set(urlPath, {
        path,
        extension: extname(entry.name).toLowerCase(),
        sizeBytes: size,
        etag: `"${size.toString(36)}-${Math.trunc(mtimeMs).toString(36)}"`,
        isImmutable: /^\/assets\/.*[-.][\w-]{8,}\.\w+$/.test(urlPath),
        compressed: null,
      });
    }
    this.#files = files;
    this.#stamp = stamp;
  }
}

/** Up to here a file is read at once, which is quicker than a stream. */
const wholeBytes = 2 * 1024 * 1024;

/** A file of the list may be gone: the interface was built anew while the host runs. */
function gone(cause: unknown): never {
  if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')
    throw new AppError('api/not-found', { cause });
  throw cause;
}

/** Packing pays over a network, also behind a proxy on this machine; a browser beside the host only waits for it. */
function isWorthPacking({ headers, socket }: IncomingMessage): boolean {
  if (!/\bgzip\b/.test(headers['accept-encoding'] ?? '')) return false;
  const isProxied = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some((name) => headers[name] !== undefined);
  return isProxied || !isLoopback((socket.remoteAddress ?? '').replace(/^::ffff:/, ''));
}

/** Sends one file, whole; `304` when the browser has it. */
export async function sendFile(file: StaticFile, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader('Cache-Control', file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  response.setHeader('ETag', file.etag);
  response.setHeader('Vary', 'Accept-Encoding');
  if (request.headers['if-none-match'] === file.etag) {
    response.writeHead(304).end();
    return;
  }
  response.setHeader('Content-Type', types[file.extension] ?? 'application/octet-stream');
  const isHead = request.method === 'HEAD';
  if (compressible.has(file.extension) && isWorthPacking(request)) {
    file.compressed ??= readFile(file.path).then(compress);
    file.compressed.catch(() => {
      file.compressed = null;
    });
    const bytes = await file.compressed.catch(gone);
    response.setHeader('Content-Encoding', 'gzip');
    response.setHeader('Content-Length', bytes.length);
    response.writeHead(200).end(isHead ? undefined : bytes);
    return;
  }
  const isWhole = file.sizeBytes <= wholeBytes;
  const bytes = isWhole && !isHead ? await readFile(file.path).catch(gone) : null;
  response.setHeader('Content-Length', bytes?.length ?? file.sizeBytes);
  response.writeHead(200);
  if (isHead || isWhole) response.end(bytes ?? undefined);
  else await pipeline(createReadStream(file.path), response);
}
