import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/**
 * Which host names this service answers to. A page on a foreign name that resolves to this machine (DNS rebinding)
 * arrives with that name in `Host`, so names are listed; plain addresses cannot be rebound.
 */
export interface AddressPolicy {
  isKnownHost(hostHeader: string | undefined): boolean;
  /** For requests that change something: did a page of this very service send it, or no page at all? */
  isOwnOrigin(headers: IncomingHttpHeaders): boolean;
}

/**
 * @param listenHost the address listened on; anything but loopback admits every plain address
 * @param extraNames further names, such as the one a reverse proxy is reached by
 */
export function createAddressPolicy(listenHost: string, extraNames: readonly string[] = []): AddressPolicy {
  const names = new Set(['localhost', ...extraNames.map((name) => name.toLowerCase())]);
  const isOpen = !isLoopback(listenHost);
  if (isOpen && isIP(listenHost) === 0) names.add(listenHost.toLowerCase());

  function isKnownHost(hostHeader: string | undefined): boolean {
    const name = hostName(hostHeader);
    if (name === null) return false;
    if (names.has(name)) return true;
    return isIP(name) !== 0 && (isOpen || isLoopback(name));
  }

  function isOwnOrigin(headers: IncomingHttpHeaders): boolean {
    if (headers.origin !== undefined) {
      const origin = parseOrigin(headers.origin);
      return origin !== null && origin === headers.host?.toLowerCase();
    }
    const site = headers['sec-fetch-site'];
    return site === undefined || site === 'same-origin' || site === 'none';
  }

  return { isKnownHost, isOwnOrigin };
}

export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}

/** The name in a `Host` header without its port; null when there is none or it is malformed. */
function hostName(header: string | undefined): string | null {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(header ?? '');
  return (match?.[1] ?? match?.[2])?.toLowerCase() ?? null;
}

function parseOrigin(origin: string): string | null {
  try {
    const url = new URL(origin);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.host.toLowerCase() : null;
  } catch {
    return null;
  }
}
