import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, type InputType } from 'node:zlib';
import { AppError } from '../../../contract/errors.ts';
import { ingestLimits } from '../../../contract/ingest.ts';
import { languageFromHeader } from '../../../contract/language.ts';
import { callTypes, type Ingest, snippet } from '../../ingest/index.ts';
import { readBytes } from './body.ts';

const unpack = promisify<InputType, { maxOutputLength: number }, Buffer>(gunzip);
const batchPaths = new Set(['/v1/batch', '/v1/import', '/api/v1/ingest/batch']);
const hookPath = /^\/v1\/hooks\/([0-9a-f-]{36})$/;
const corsHeaders = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'POST, OPTIONS',
  'Access-Control-Allow-Headers': 'Authorization, Content-Type, Content-Encoding, X-Luopan-Signature',
  'Access-Control-Max-Age': '86400',
  // A page of another site sends here and loads the snippet from here: that is what these addresses are for.
  'Cross-Origin-Resource-Policy': 'cross-origin',
};

/**
 * Doors that other programs and other sites' pages knock at: events and the snippet. They know write keys, never
 * cookies, so a foreign page can do nothing here in a reader's name.
 */
export interface IngestDoor {
  has(path: string): boolean;
  answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void>;
}

export function createIngestDoor(ingest: Ingest): IngestDoor {
  return {
    has: (path) => path === '/snippet.js' || batchPaths.has(path) || callTypeOf(path) !== null || hookPath.test(path),
    async answer(request, response, url) {
      const path = url.pathname;
      for (const [name, value] of Object.entries(corsHeaders)) response.setHeader(name, value);
      if (request.method === 'OPTIONS') {
        response.writeHead(204).end();
        return;
      }
      if (path === '/snippet.js') return sendSnippet(request, response);
      requireMethod(request, 'POST');
      response.setHeader('Cache-Control', 'no-store');
      const [, hookId] = hookPath.exec(path) ?? [];
      if (hookId !== undefined) await takePost(ingest, request, url, hookId);
      else await takeEvents(ingest, request, path);
      response.setHeader('Content-Type', 'application/json');
      response.end('{"success":true}');
    },
  };
}
async function takeEvents(ingest: Ingest, request: IncomingMessage, path: string): Promise<void> {
  await ingest.take({
    body: await readPacked(request),
    type: callTypeOf(path),
    key: keyOf(request.headers.authorization),
    language: languageFromHeader(request.headers['accept-language']),
  });
}

async function takePost(ingest: Ingest, request: IncomingMessage, url: URL, hookId: string): Promise<void> {
  const bodySignature = request.headers['x-luopan-signature'];
  await ingest.forms.take({
    hookId,
    signature: url.searchParams.get('signature'),
    bodySignature: typeof bodySignature === 'string' ? bodySignature : null,
    contentType: request.headers['content-type'] ?? '',
    body: await readPacked(request, ingestLimits.formBytes),
  });
}

function sendSnippet(request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== 'HEAD') requireMethod(request, 'GET');
  response.setHeader('Content-Type', 'text/javascript; charset=utf-8');
  response.setHeader('Cache-Control', 'public, max-age=3600');
  response.end(request.method === 'HEAD' ? undefined : snippet);
}

function requireMethod(request: IncomingMessage, method: string): void {
  if (request.method !== method) {
    throw new AppError('api/method-not-allowed', { params: { method: request.method ?? '' } });
  }
}

function callTypeOf(path: string): (typeof callTypes)[number] | null {
  return callTypes.find((type) => path === `/v1/${type}`) ?? null;
}

/** The user name of HTTP Basic, or a bearer token; null when there is neither. */
export function keyOf(header: string | undefined): string | null {
  const [, scheme, value] = /^(Basic|Bearer)\s+(\S+)\s*$/i.exec(header ?? '') ?? [];
  if (scheme === undefined || value === undefined) return header === undefined ? null : '';
  if (scheme.toLowerCase() === 'bearer') return value;
  return Buffer.from(value, 'base64').toString('utf8').split(':')[0] ?? '';
}

/** The body as text, unpacked when it is gzip. @throws api/too-large, ingest/bad-json */
export async function readPacked(
  request: IncomingMessage,
  limitBytes: number = ingestLimits.bodyBytes,
): Promise<string> {
  const bytes = await readBytes(request, limitBytes);
  const packing = request.headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (packing === 'identity') return bytes.toString('utf8');
  if (packing !== 'gzip') throw new AppError('ingest/bad-json');
  try {
    return (await unpack(bytes, { maxOutputLength: limitBytes })).toString('utf8');
  } catch (cause) {
    const isTooLarge = cause instanceof RangeError;
    if (isTooLarge) throw new AppError('api/too-large', { params: { limit: `${limitBytes / 1_000_000} MB` }, cause });
    throw new AppError('ingest/bad-json', { cause });
  }
}
