import { join } from 'node:path';
import { errorSentence } from '../../../contract/error-words.ts';
import { AppError } from '../../../contract/errors.ts';
import { createHost, defaultConfig, defaultDataFolder, type Host } from '../../host/index.ts';
import { systemClock } from '../../ports/clock.ts';
import { lineLogger } from '../../ports/logger.ts';
import { type HostMessage, type ShellMessage, shellMessage } from './messages.ts';

/**
 * Entry of the process that Electron forks for the host, so that a busy host never freezes a window. It runs the same
 * host as the self-hosted server, on a free loopback port.
 */
const port = process.parentPort;
const logger = lineLogger();
let host: Host | null = null;

const tell = (message: HostMessage) => port.postMessage(message);

async function start(message: ShellMessage & { type: 'start' }): Promise<void> {
  try {
    const { resourcesDir, version, language } = message;
    host = await createHost(
      { clock: systemClock, logger },
      {
        ...defaultConfig(resourcesDir),
        dataDir: message.dataDir ?? defaultDataFolder(),
        rendererDir: join(resourcesDir, 'out', 'renderer'),
        version,
        language,
        port: 0,
      },
    );
    host.failed.then((error) => fail(error, language));
    tell({ type: 'ready', origin: host.origin, token: host.token });
  } catch (error) {
    fail(error, message.language);
  }
}

function fail(error: unknown, language: 'zh-CN' | 'en'): void {
  logger.log('error', 'host stopped', { reason: error instanceof Error ? (error.stack ?? error.message) : 'unknown' });
  const known = error instanceof AppError ? error : new AppError('host/internal', { cause: error });
  tell({ type: 'failed', message: errorSentence(known.code, known.params, language) });
}

async function stop(): Promise<void> {
  await host?.close();
  tell({ type: 'stopped' });
  process.exit(0);
}

port.on('message', ({ data }) => {
  const message = shellMessage.parse(data);
  if (message.type === 'start') void start(message);
  else void stop();
});
