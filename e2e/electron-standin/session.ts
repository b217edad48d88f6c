import type { Route } from 'playwright-core';
import { strict } from './strict.ts';

type BeforeRequest = (
  details: { url: string; webContentsId: number },
  answer: (response: { cancel: boolean }) => void,
) => void;
type HeadersReceived = (
  details: { responseHeaders: Record<string, string[]> },
  answer: (response: { responseHeaders: Record<string, string[]> }) => void,
) => void;
type BeforeHeaders = (
  details: { requestHeaders: Record<string, string>; webContentsId: number },
  answer: (response: { requestHeaders: Record<string, string> }) => void,
) => void;

class Session {
  permission: ((contents: unknown, permission: string, answer: (isGranted: boolean) => void) => void) | null = null;
  permissionCheck: ((contents: unknown, permission: string) => boolean) | null = null;
  headersReceived: HeadersReceived | null = null;
  #beforeRequest: BeforeRequest | null = null;
  #beforeHeaders: BeforeHeaders | null = null;

  readonly webRequest = strict('webRequest', {
    onBeforeRequest: (listener: BeforeRequest) => {
      this.#beforeRequest = listener;
    },
    /** Kept for specs to ask: Playwright cannot change the headers of an answer without fetching it itself. */
    onHeadersReceived: (listener: HeadersReceived) => {
      this.headersReceived = listener;
    },
    onBeforeSendHeaders: (listener: BeforeHeaders) => {
      this.#beforeHeaders = listener;
    },
  });

  setPermissionRequestHandler(handler: Session['permission']): void {
    this.permission = handler;
  }

  setPermissionCheckHandler(handler: Session['permissionCheck']): void {
    this.permissionCheck = handler;
  }

  /** By Node.js, whose failures are told in Chromium's words. */
  async fetch(url: string, init?: RequestInit): Promise<Response> {
    try {
      return await fetch(url, init);
    } catch (error) {
      const { code = '' } = (error as { cause?: { code?: string } }).cause ?? {};
      throw new Error(/CERT/.test(code) ? 'net::ERR_CERT_AUTHORITY_INVALID' : 'net::ERR_FAILED', { cause: error });
    }
  }

  async handle(route: Route, webContentsId: number): Promise<void> {
    const request = route.request();
    const isCancelled = await new Promise<boolean>((resolve) => {
      if (this.#beforeRequest === null) resolve(false);
      else this.#beforeRequest({ url: request.url(), webContentsId }, ({ cancel }) => resolve(cancel));
    });
    if (isCancelled) return route.abort('blockedbyclient');
    if (this.#beforeHeaders === null) return route.continue();
    const headers = await new Promise<Record<string, string>>((resolve) => {
      this.#beforeHeaders?.({ requestHeaders: request.headers(), webContentsId }, ({ requestHeaders }) =>
        resolve(requestHeaders),
      );
    });
    return route.continue({ headers });
  }
}

const sessions = new Map<string, Session>();

export function sessionOf(partition: string): Session {
  const known = sessions.get(partition) ?? new Session();
  sessions.set(partition, known);
  return known;
}
