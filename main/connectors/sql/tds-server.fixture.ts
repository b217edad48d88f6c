import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';

type Cell = string | number | null;
/** What a statement is answered with; `cut`: the connection breaks off after the rows. */
export interface TdsAnswer {
  columns?: string[];
  rows?: Cell[][];
  error?: { number: number; message: string };
  isCut?: boolean;
}
export interface TdsScript {
  /** Refuses to sign in with this error. */
  loginError?: { number: number; message: string };
  answer(sql: string): TdsAnswer;
}
export interface TdsServer {
  port: number;
  /** Texts of the statements it was sent. */
  asked: string[];
  close(): Promise<void>;
}

/** Kinds of packets of the protocol (MS-TDS 2.2.3.1.1). */
const packet = { batch: 0x01, rpc: 0x03, reply: 0x04, transaction: 0x0e, login: 0x10, prelogin: 0x12 };

/**
 * Speaks as much of SQL Server's protocol as the driver needs to sign in, begin a transaction and read rows, without
 * encryption. It stands in for a server that can be had neither from npm nor from Debian: what it proves is the
 * protocol's side of the connector, not SQL.
 */
export async function startTds(script: TdsScript): Promise<TdsServer> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    let held = Buffer.alloc(0);
    let message: Buffer[] = [];
    socket.on('data', (bytes) => {
      held = Buffer.concat([held, bytes]);
      while (held.length >= 8 && held.length >= held.readUInt16BE(2)) {
        const length = held.readUInt16BE(2);
        const [kind = 0, status = 0] = held;
        message.push(held.subarray(8, length));
        held = held.subarray(length);
        if ((status & 1) === 0) continue;
        const body = Buffer.concat(message);
        message = [];
        const { tokens, isCut } = reply(kind, body, script, asked);
        for (const part of packets(tokens, !isCut)) socket.write(part);
        if (isCut) socket.destroySoon();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function reply(kind: number, body: Buffer, script: TdsScript, asked: string[]): { tokens: Buffer; isCut?: boolean } {
  if (kind === packet.prelogin) return { tokens: preLogin };
  if (kind === packet.login) {
    const { loginError } = script;
    return {
      tokens: loginError ? Buffer.concat([errorToken(loginError), done(2)]) : Buffer.concat([loginAck, done()]),
    };
  }
  if (kind === packet.transaction) return { tokens: Buffer.concat([transactionBegun, done()]) };
  if (kind === packet.batch) return { tokens: done() };
  // The statement is UTF-16 somewhere in the call, at an even or an odd place.
  const sql = body.toString('utf16le') + body.subarray(1).toString('utf16le');
  asked.push(sql);
  const { columns = [], rows = [], error, isCut = false } = script.answer(sql);
  const tokens = [
    ...(columns.length > 0 ? [columnTokens(columns), ...rows.map(rowToken)] : []),
    ...(error ? [errorToken(error)] : []),
    ...(isCut ? [] : [done(error ? 2 : 0, 0xfe)]),
  ];
  return { tokens: Buffer.concat(tokens), isCut };
}

/** A message in packets of 4 KB; the last says that it is. */
function* packets(tokens: Buffer, isWhole: boolean): Generator<Buffer> {
  const room = 4088;
  for (let at = 0; at === 0 || at < tokens.length; at += room) {
    const part = tokens.subarray(at, at + room);
    const head = Buffer.alloc(8);
    head[0] = packet.reply;
    head[1] = isWhole && at + room >= tokens.length ? 1 : 0;
    head.writeUInt16BE(part.length + 8, 2);
    yield Buffer.concat([head, part]);
  }
}

/** Version 16.0, and no encryption on offer. */
const preLogin = Buffer.from([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 16, 0, 0x10, 0, 0, 0, 2]);
const wide = (text: string) => Buffer.from(text, 'utf16le');
const shortText = (text: string) => Buffer.concat([Buffer.from([text.length]), wide(text)]);
const u16 = (value: number) => Buffer.from([value & 255, value >> 8]);
const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const sized = (token: number, body: Buffer) => Buffer.concat([Buffer.from([token]), u16(body.length), body]);
const loginAck = sized(
  0xad,
  Buffer.concat([Buffer.from([1, 0x74, 0, 0, 4]), shortText('Scripted server'), Buffer.from([16, 0, 0, 0])]),
);
/** ENVCHANGE 8: a transaction with a descriptor of eight bytes. */
const transactionBegun = sized(0xe3, Buffer.from([8, 8, 1, 0, 0, 0, 0, 0, 0, 0, 0]));
const done = (status = 0, token = 0xfd) => Buffer.concat([Buffer.from([token]), u16(status), u16(0), Buffer.alloc(8)]);

function errorToken({ number, message }: { number: number; message: string }): Buffer {
  const text = Buffer.concat([u16(message.length), wide(message)]);
  return sized(0xaa, Buffer.concat([u32(number), Buffer.from([1, 16]), text, shortText('srv'), shortText(''), u32(1)]));
}

/** All columns are NVARCHAR(4000). */
function columnTokens(columns: readonly string[]): Buffer {
  const each = columns.map((name) =>
    Buffer.concat([u32(0), u16(1), Buffer.from([0xe7]), u16(8000), collation, shortText(name)]),
  );
  return Buffer.concat([Buffer.from([0x81]), u16(columns.length), ...each]);
}
const collation = Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x34]);

function rowToken(cells: readonly Cell[]): Buffer {
  const each = cells.map((cell) => {
    if (cell === null) return u16(0xffff);
    const text = wide(String(cell));
    return Buffer.concat([u16(text.length), text]);
  });
  return Buffer.concat([Buffer.from([0xd1]), ...each]);
}
