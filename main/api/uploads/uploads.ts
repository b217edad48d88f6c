import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import busboy from 'busboy';
import { AppError } from '../../../contract/errors.ts';
import type { Clock } from '../../ports/clock.ts';

/** A file received, lying in the data folder until an import takes it or its hour is over. */
export interface Upload {
  id: string;
  path: string;
  fileName: string;
  sizeBytes: number;
  /** Of its bytes, worked out while they came; lower-case hex. */
  sha256: string;
  /** Its columns, once it has been looked at. */
  columns?: readonly string[];
}

/** The parts of one multipart form; without a file part `upload` is null. */
export interface ReceivedForm {
  upload: Upload | null;
  fields: Record<string, string>;
}

const keptMs = 3_600_000;

/** Uploads go from the wire to disk as they come; nothing of them is held in memory. */
export class Uploads {
  readonly #folder: string;
  readonly #limitBytes: number;
  readonly #clock: Clock;
  readonly #kept = new Map<string, { upload: Upload; until: number }>();

  constructor(options: { folder: string; limitBytes: number; clock: Clock }) {
    this.#folder = options.folder;
    this.#limitBytes = options.limitBytes;
    this.#clock = options.clock;
  }

  /** Clears what an earlier run left; its uploads were never acknowledged. */
  async prepare(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
  }

  /**
   * Reads a multipart form with at most one file part, named `file`.
   *
   * @throws api/too-large, api/invalid-input (no multipart form, cut off), store/disk-full
   */
  async receive(request: IncomingMessage): Promise<ReceivedForm> {
    const id = randomUUID();
    const path = join(this.#folder, id);
    try {
      const { file, fields } = await readForm(request, path, this.#limitBytes);
      if (file === null) return { upload: null, fields };
      return { upload: { id, path, ...file, sizeBytes: (await stat(path)).size }, fields };
    } catch (error) {
      await rm(path, { force: true });
      throw uploadError(error);
    }
  }

  /** Keeps an upload for an hour, to be imported by its id. */
  async keep(upload: Upload): Promise<void> {
    await this.#sweep();
    this.#kept.set(upload.id, { upload, until: this.#clock.now() + keptMs });
  }

  /** @throws api/upload-expired */
  find(id: string): Upload {
    const kept = this.#kept.get(id);
    if (kept === undefined || kept.until < this.#clock.now()) throw new AppError('api/upload-expired');
    return kept.upload;
  }

  async discard(upload: Upload): Promise<void> {
    this.#kept.delete(upload.id);
    await rm(upload.path, { force: true });
  }

  async #sweep(): Promise<void> {
    const now = this.#clock.now();
    for (const { upload, until } of [...this.#kept.values()]) if (until < now) await this.discard(upload);
  }
}

function readForm(
  request: IncomingMessage,
  path: string,
  limitBytes: number,
): Promise<{ file: { fileName: string; sha256: string } | null; fields: Record<string, string> }> {
  const parser = busboy({
    headers: request.headers,
    defParamCharset: 'utf8',
    limits: { files: 1, fields: 20, fieldSize: 1_000_000, fileSize: limitBytes },
  });
  return new Promise((resolve, reject) => {
    const fields: Record<string, string> = {};
    let fileName: string | null = null;
    const hash = createHash('sha256');
    let written: Promise<void> = Promise.resolve();
    const fail = (error: unknown) => {
      request.unpipe(parser);
      request.pause();
      parser.destroy();
      reject(error);
    };
    const tooLarge = (limit: string) => fail(new AppError('api/too-large', { params: { limit } }));

    parser.on('field', (name, value, info) => {
      if (info.valueTruncated || info.nameTruncated) tooLarge('1 MB');
      else fields[name] = value;
    });
    parser.on('file', (name, stream, info) => {
      if (name !== 'file') {
        stream.resume();
        return;
      }
      fileName = cleanName(info.filename);
      stream.on('limit', () => tooLarge(`${Math.floor(limitBytes / 1_000_000)} MB`));
      // Sees what the pipeline takes, at its pace.
      stream.on('data', (chunk: Buffer) => hash.update(chunk));
      written = pipeline(stream, createWriteStream(path, { flags: 'wx', mode: 0o600, highWaterMark: 1 << 20 }));
      written.catch(fail);
    });
    parser.on('filesLimit', () => fail(new AppError('api/invalid-input', { details: [detail('file', 'one file')] })));
    parser.on('fieldsLimit', () => tooLarge('20'));
    parser.on('error', (cause) => fail(new AppError('api/invalid-input', { cause })));
    const received = () => {
      resolve({ file: fileName === null ? null : { fileName, sha256: hash.digest('hex') }, fields });
    };
    parser.on('close', () => written.then(received, reject));
    request.on('aborted', () => fail(new AppError('api/invalid-input')));
    request.pipe(parser);
  });
}

const detail = (path: string, message: string) => ({ path, message });

/** The last part of the name, without control characters. */
function cleanName(name: string | undefined): string {
  const base = (name ?? '').split(/[\\/]/).pop() ?? '';
  const clean = base.replace(/\p{Cc}/gu, '').trim();
  return clean === '' ? 'file.csv' : clean.slice(0, 200);
}

function uploadError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AppError('store/disk-full', { cause: error });
  if (code === 'EROFS' || code === 'EACCES') return new AppError('store/read-only', { cause: error });
  const message = error instanceof Error ? error.message : '';
  // busboy itself refuses what is no multipart form with plain errors.
  if (/Unsupported content type|Missing Content-Type|Boundary not found|Malformed/i.test(message)) {
    return new AppError('api/invalid-input', { details: [detail('', message)], cause: error });
  }
  return error;
}
