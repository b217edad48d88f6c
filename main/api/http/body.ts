import type { IncomingMessage } from 'node:http';
import { AppError } from '../../../contract/errors.ts';

/** Bytes a request says it will send; null when it does not say (chunked). */
export function declaredLength(request: IncomingMessage): number | null {
  if (request.headers['transfer-encoding'] !== undefined) return null;
  const length = Number(request.headers['content-length'] ?? 0);
  return Number.isSafeInteger(length) ? length : null;
}

/**
 * A body of at most `limitBytes` as text. Not by `for await`, which would close the connection before the refusal
 * could be told.
 *
 * @throws api/too-large
 */
export async function readText(request: IncomingMessage, limitBytes: number): Promise<string> {
  return (await readBytes(request, limitBytes)).toString('utf8');
}

/** The same as bytes. @throws api/too-large */
export function readBytes(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limitBytes) chunks.push(chunk);
      else {
        request.removeAllListeners('data').pause();
        reject(new AppError('api/too-large', { params: { limit: `${Math.floor(limitBytes / 1000)} kB` } }));
      }
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
  });
}
