import type { z } from 'zod';

export interface RequestOptions<T> {
  schema: z.ZodType<T>;
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Plain data is sent as JSON; a `FormData` as it is. */
  body?: unknown;
  signal?: AbortSignal;
  /** Version the change was made on; the host refuses the change when there is a newer one. */
  ifMatch?: number;
}

/** A refused, failed or unreadable answer: a stable code and a sentence in the reader's language. */
export class RequestError extends Error {
  /** `stage/reason` of the host, or `transport/unreachable` and `transport/unreadable` of this side. */
  readonly code: string;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly details: { path: string; message: string }[];

  constructor(code: string, sentence: string, status: number, details: { path: string; message: string }[] = []) {
    super(sentence);
    this.name = 'RequestError';
    this.code = code;
    this.status = status;
    this.details = details;
  }
}

let language = 'zh-CN';
/** Sets the language in which the host words its sentences from now on. */
export function setRequestLanguage(next: string): void {
  language = next;
}

/** True for the rejection of a request that the caller itself gave up. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/**
 * One call to the host, its answer checked against the contract.
 * Fails with `RequestError`, or with the abort reason when `signal` fires.
 */
export async function request<T>(path: string, options: RequestOptions<T>): Promise<T> {
  const { method = 'GET', body, signal, ifMatch } = options;
  const extra: Record<string, string> = ifMatch === undefined ? {} : { 'If-Match': `"${ifMatch}"` };
  const response = await send(path, method, body, signal, extra);
  const answer: unknown = response.status === 204 ? undefined : await readJson(response);
  if (!response.ok) throw errorOf(answer, response.status);
  const parsed = options.schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new RequestError('transport/unreadable', `${path}: ${parsed.error.message}`, response.status);
}

/** The raw call: credentials, language and body; no reading of the answer. */
export async function send(
  path: string,
  method: string,
  body: unknown,
  signal?: AbortSignal,
  extra: Record<string, string> = {},
): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': language, ...extra };
  const isForm = body instanceof FormData;
  if (body !== undefined && !isForm) headers['Content-Type'] = 'application/json';
  try {
    return await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new RequestError('transport/unreachable', String(error), 0);
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new RequestError('transport/unreadable', `${response.url}: ${response.status}`, response.status);
  }
}

/** Reads `{"error":{code,message,details}}` of the host and `{"error":"…"}` of Cube. */
export function errorOf(answer: unknown, status: number): RequestError {
  const error = isRecord(answer) ? answer.error : undefined;
  if (isRecord(error)) {
    const details = Array.isArray(error.details) ? error.details.filter(isDetail) : [];
    return new RequestError(String(error.code), String(error.message), status, details);
  }
  const sentence = typeof error === 'string' ? error : `HTTP ${status}`;
  return new RequestError('transport/refused', sentence, status);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isDetail(value: unknown): value is { path: string; message: string } {
  return isRecord(value) && typeof value.path === 'string' && typeof value.message === 'string';
}
