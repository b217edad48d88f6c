import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { makeCertificate, type OwnCertificate } from './certificate.ts';

/** A computer elsewhere that answers over HTTPS with a certificate of its own making, and may go and come back. */
export class Elsewhere {
  /** Pages it was asked for, icons aside. */
  requests = 0;
  #certificate: OwnCertificate = makeCertificate();
  #server: Server | null = null;
  #port = 0;

  static async start(): Promise<Elsewhere> {
    const elsewhere = new Elsewhere();
    await elsewhere.listen();
    return elsewhere;
  }

  get origin(): string {
    return `https://127.0.0.1:${this.#port}`;
  }

  get fingerprint(): string {
    return this.#certificate.fingerprint;
  }

  /** Another certificate from the next `listen` on. */
  renew(): void {
    this.#certificate = makeCertificate();
  }

  /** At the same address as before. */
  async listen(): Promise<void> {
    const { key, cert } = this.#certificate;
    const server = createServer({ key, cert }, (request, answer) => {
      if (request.url !== '/healthz' && request.url !== '/favicon.ico') this.requests += 1;
      answer.setHeader('content-type', 'text/html');
      answer.end('<!doctype html><title>elsewhere</title><h1>elsewhere</h1>');
    });
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }
}
