import { resolve } from 'node:path';
import { AppError } from '../../../contract/errors.ts';
import { createHost, defaultConfig, type Host } from '../../host/index.ts';
import { systemClock } from '../../ports/clock.ts';
import { lineLogger } from '../../ports/logger.ts';
import { defaultDataFolder } from '../../ports/places.ts';
import { ChromiumPrinter } from '../../printing/index.ts';
import { hasDisplay, openBrowser } from './browser.ts';
import { parseServerFlags } from './flags.ts';
import { programDir, version } from './program.ts';

const stopWithinMs = 9_000;

/**
 * Runs the host until SIGTERM or SIGINT. Standard output has the ready line and nothing else; the log goes to standard
 * error.
 *
 * @returns the exit code
 */
export async function serve(args: readonly string[]): Promise<number> {
  const flags = parseServerFlags(args, process.env);
  const logger = lineLogger(process.env.LUOPAN_LOG === 'debug' ? 'debug' : 'info');
  const stopped = stopSignal();
  const host = await createHost(
    { clock: systemClock, logger, printer: new ChromiumPrinter({ clock: systemClock, logger }) },
    {
      ...defaultConfig(programDir),
      version,
      dataDir: resolve(flags.data ?? defaultDataFolder()),
      address: flags.host,
      port: flags.port,
      withSample: flags.sample,
      language: flags.language,
      timezone: flags.timezone,
      hostNames: (process.env.LUOPAN_HOST_NAMES ?? '').split(/[\s,]+/).filter(Boolean),
      ...uploadLimit(process.env.LUOPAN_UPLOAD_LIMIT_MB),
    },
  );
  const url = `${host.origin}/?token=${host.token}`;
  process.stdout.write(`Luopan ready: ${url}\n`);
  if (flags.open && hasDisplay(process.env, process.platform)) openBrowser(url, process.platform);

  const failure = await Promise.race([stopped.then(() => null), host.failed.then((reason) => ({ reason }))]);
  const isClean = await closeInTime(host);
  if (failure !== null) throw knownError(failure.reason);
  if (!isClean) logger.log('error', 'host did not stop in time', { stopWithinMs });
  return 0;
}

function knownError(reason: unknown): AppError {
  return reason instanceof AppError ? reason : new AppError('host/internal', { cause: reason });
}

/** Resolves on the first signal; a second one ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let isAsked = false;
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (isAsked) process.exit(130);
        isAsked = true;
        resolve();
      });
    }
  });
}

/** Closes the host; what cannot be finished in time is left to the next start, which repairs it. */
async function closeInTime(host: Host): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), stopWithinMs);
  });
  const isClosed = await Promise.race([host.close().then(() => true as const), late]);
  clearTimeout(timer);
  // Nothing may keep the process alive now: the promise of a stop within ten seconds counts more.
  setTimeout(() => process.exit(process.exitCode ?? 0), 500).unref();
  return isClosed;
}

function uploadLimit(megabytes: string | undefined): { uploadLimitBytes: number } | Record<string, never> {
  const value = Number(megabytes);
  return megabytes && Number.isFinite(value) && value > 0 ? { uploadLimitBytes: value * 1_000_000 } : {};
}
