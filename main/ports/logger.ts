export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Structured log; `data` must be free of secrets and personal values. */
export interface Logger {
  log(level: LogLevel, message: string, data?: Record<string, unknown>): void;
}

/** One JSON object per line on the given stream (standard error by default: standard output is for the ready line). */
export function lineLogger(minimum: LogLevel = 'info', stream: NodeJS.WritableStream = process.stderr): Logger {
  const order: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 };
  return {
    log(level, message, data) {
      if (order[level] < order[minimum]) return;
      stream.write(`${JSON.stringify({ at: new Date().toISOString(), level, message, ...data })}\n`);
    },
  };
}

export const silentLogger: Logger = { log: () => {} };
