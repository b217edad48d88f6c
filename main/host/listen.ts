import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../../contract/errors.ts';

export interface Listening {
  server: Server;
  port: number;
}

/** A connection on which nothing moves for this long is closed. Long enough for a large file to be made safe on disk. */
const silenceMs = 600_000;

/**
 * Opens the port. HTTP/1.1 with keep-alive; a slow sender of headers is cut off, a slow upload is not.
 *
 * @throws host/port-taken, host/address-unavailable
 */
export function listen(listener: RequestListener, port: number, host: string): Promise<Listening> {
  const server = createServer({ keepAliveTimeout: 65_000, headersTimeout: 20_000, requestTimeout: 0 }, listener);
  server.setTimeout(silenceMs);
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EADDRINUSE') reject(new AppError('host/port-taken', { params: { port }, cause }));
      else reject(new AppError('host/address-unavailable', { params: { host }, cause }));
    });
    server.listen(port, host, () => resolve({ server, port: (server.address() as AddressInfo).port }));
  });
}

/** Takes no new connections, lets answers in progress end, and cuts what is still open after `graceMs`. */
export async function stopListening(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}
