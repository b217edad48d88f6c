import type { z } from 'zod';
import { errorOf, RequestError } from './request.ts';

export interface UploadOptions<T> {
  schema: z.ZodType<T>;
  form: FormData;
  /** Bytes on their way so far, the form's own few included. */
  onSent?: (bytes: number) => void;
  signal?: AbortSignal;
}

/**
 * Posts a form and tells how much of it was sent, which `fetch` cannot.
 * Fails like `request`: with `RequestError`, or with the abort reason when `signal` fires.
 */
export function upload<T>(path: string, { schema, form, onSent, signal }: UploadOptions<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const exchange = new XMLHttpRequest();
    exchange.open('POST', path);
    exchange.setRequestHeader('Accept', 'application/json');
    exchange.setRequestHeader('Accept-Language', document.documentElement.lang);
    exchange.upload.addEventListener('progress', ({ loaded }) => onSent?.(loaded));
    exchange.addEventListener('load', () => {
      const answer = parsedJson(exchange.responseText);
      if (exchange.status >= 400) return reject(errorOf(answer, exchange.status));
      const parsed = schema.safeParse(answer);
      if (parsed.success) return resolve(parsed.data);
      reject(new RequestError('transport/unreadable', `${path}: ${parsed.error.message}`, exchange.status));
    });
    exchange.addEventListener('error', () => reject(new RequestError('transport/unreachable', path, 0)));
    exchange.addEventListener('abort', () => reject(signal?.reason ?? new DOMException('aborted', 'AbortError')));
    signal?.addEventListener('abort', () => exchange.abort(), { once: true });
    if (signal?.aborted) return reject(signal.reason);
    exchange.send(form);
  });
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
