import { IncomingMessage, type RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

export interface InProcessRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: Uint8Array | null;
}

export interface InProcessAnswer {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** A connection to nobody: Express wants one to look at. */
class NoSocket extends Duplex {
  readonly remoteAddress = '127.0.0.1';
  override _read(): void {}
  override _write(_chunk: unknown, _encoding: string, done: () => void): void {
    done();
  }
}

/**
 * A response that collects what a handler writes instead of sending it. The two methods are own properties, because
 * Express puts its own prototype on every response.
 */
function collectedResponse(request: IncomingMessage, done: (answer: InProcessAnswer) => void): ServerResponse {
  const response = new ServerResponse(request);
  const chunks: Buffer[] = [];
  const keep = (chunk: unknown): void => {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk as string));
  };
  const write = (chunk: unknown): boolean => {
    keep(chunk);
    return true;
  };
  const end = (chunk?: unknown): ServerResponse => {
    if (response.writableEnded) return response;
    keep(chunk);
    Object.defineProperties(response, { writableEnded: { value: true }, headersSent: { value: true } });
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(response.getHeaders())) {
      if (value !== undefined) headers[name] = String(value);
    }
    response.emit('finish');
    done({ status: response.statusCode, headers, body: Buffer.concat(chunks) });
    return response;
  };
  return Object.assign(response, { write, end });
}

/**
 * Runs one request through an HTTP handler of this thread without a port or a socket. A port would be open to every
 * program of the machine; the thread's message channel is not.
 *
 * @param decorate last word on the request before the handler sees it
 */
export function handleInProcess(
  handler: RequestListener,
  request: InProcessRequest,
  decorate: (message: IncomingMessage) => void,
): Promise<InProcessAnswer> {
  return new Promise((resolve) => {
    const message = new IncomingMessage(new NoSocket() as unknown as Socket);
    message.method = request.method;
    message.url = request.url;
    message.httpVersion = '1.1';
    for (const [name, value] of Object.entries(request.headers)) {
      message.headers[name.toLowerCase()] = value;
      message.rawHeaders.push(name, value);
    }
    if (request.body) {
      message.headers['content-length'] = String(request.body.byteLength);
      delete message.headers['transfer-encoding'];
      message.push(Buffer.from(request.body));
    }
    message.push(null);
    decorate(message);
    handler(message, collectedResponse(message, resolve) as ServerResponse<IncomingMessage> & { req: IncomingMessage });
  });
}
