import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Logger } from '../../ports/logger.ts';
import { ConnectorFailure } from '../connector.ts';

/** How a tap is started. */
export interface TapCommand {
  program: string;
  arguments: readonly string[];
  folder: string;
}

export interface TapOptions {
  command: TapCommand;
  signal: AbortSignal;
  logger: Logger;
  /** A tap that says nothing for so long hangs. */
  silenceMs: number;
}

/** Lines longer than this are no messages of a tap. */
const maxLineChars = 32_000_000;
/** What a tap said last on standard error: the reason where it fails. */
const keptErrorLines = 20;
const killAfterMs = 3_000;

/**
 * Runs a tap and gives the lines of its standard output. It runs without a shell, with an environment of its own; its
 * standard error goes into the log. Ends with the process.
 *
 * @throws config when it cannot be started, timeout when it falls silent, transient when it ends with another code than 0
 */
export async function* tapLines({ command, signal, logger, silenceMs }: TapOptions): AsyncGenerator<string> {
  signal.throwIfAborted();
  const request = { request: [command.program, ...command.arguments].join(' '), response: null };
  const child: ChildProcessByStdio<null, Readable, Readable> = spawn(command.program, [...command.arguments], {
    cwd: command.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Nothing of the host's environment but what a program needs to run at all.
    env: { PATH: process.env.PATH ?? '', HOME: command.folder, LANG: 'C.UTF-8', TZ: 'UTC', PYTHONUNBUFFERED: '1' },
    detached: process.platform !== 'win32',
  });
  const errors: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    errors.push(line.slice(0, 500));
    if (errors.length > keptErrorLines) errors.shift();
    logger.log('info', 'tap', { line: line.slice(0, 2_000) });
  });
  const ended = new Promise<{ code: number | null; error: Error | null }>((resolve) => {
    child.once('error', (error) => resolve({ code: null, error }));
    child.once('close', (code) => resolve({ code, error: null }));
  });
  let problem: ConnectorFailure | null = null;
  const stop = (failure: ConnectorFailure | null) => {
    problem ??= failure;
    killGroup(child, 'SIGTERM');
    setTimeout(() => killGroup(child, 'SIGKILL'), killAfterMs).unref();
  };
  const onAbort = () => stop(null);
  signal.addEventListener('abort', onAbort, { once: true });
  const silent = () =>
    stop(new ConnectorFailure('timeout', { reason: `no output for ${silenceMs / 1000} s`, request }));
  let timer = setTimeout(silent, silenceMs);
  try {
    for await (const line of createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY })) {
      clearTimeout(timer);
      if (line.length > maxLineChars)
        throw new ConnectorFailure('data', { reason: 'a line of more than 32 MB', request });
      yield line;
      timer = setTimeout(silent, silenceMs);
    }
    clearTimeout(timer);
    const { code, error } = await ended;
    signal.throwIfAborted();
    if (problem) throw problem;
    if (error) throw new ConnectorFailure('config', { reason: error.message, request, cause: error });
    if (code !== 0) {
      const reason = errors.slice(-3).join(' | ') || `exit code ${code}`;
      throw new ConnectorFailure(failureOf(errors.join('\n')), {
        reason,
        request: { ...request, response: errors.join('\n') },
      });
    }
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    if (child.exitCode === null && child.signalCode === null) stop(null);
  }
}

/** A tap may have children of its own: all of them go. */
function killGroup(
  child: { pid?: number | undefined; kill(signal: NodeJS.Signals): boolean },
  signal: NodeJS.Signals,
): void {
  try {
    if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // Gone already.
  }
}

/** Taps have no codes: what they say on standard error is all there is. */
function failureOf(text: string): 'auth' | 'rate_limit' | 'unreachable' | 'tls' | 'config' | 'transient' {
  if (/\b401\b|unauthori[sz]ed|invalid (api )?(key|token|credentials)|authentication failed/i.test(text)) return 'auth';
  if (/\b429\b|rate limit|too many requests/i.test(text)) return 'rate_limit';
  if (/connection refused|name or service not known|ECONNREFUSED|ENOTFOUND/i.test(text)) return 'unreachable';
  if (/certificate|SSLError/i.test(text)) return 'tls';
  return /missing (required )?(config|key)|KeyError|config is (missing|invalid)/i.test(text) ? 'config' : 'transient';
}
