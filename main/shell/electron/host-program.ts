import { join } from 'node:path';
import { errorSentence } from '../../../contract/error-words.ts';
import { AppError } from '../../../contract/errors.ts';
import { appLinks } from '../../../contract/links.ts';
import { createHost, defaultConfig, type Host } from '../../host/index.ts';
import { systemClock } from '../../ports/clock.ts';
import { secretsOf } from '../../ports/key-file.ts';
import { lineLogger } from '../../ports/logger.ts';
import { defaultDataFolder } from '../../ports/places.ts';
import { type HostMessage, type StartMessage, shellMessage } from './messages.ts';
import { ShellPrinter } from './shell-printer.ts';

/**
 * The host in a process of its own: the same as the self-hosted server's, on a free loopback port; printing is the
 * window process's, which has the browser.
 */
const port = process.parentPort;
const logger = lineLogger();
let host: Host | null = null;

const tell = (message: HostMessage) => port.postMessage(message);
const printer = new ShellPrinter(tell);

async function start({ resourcesDir, dataDir, version, language, secretKey }: StartMessage): Promise<void> {
  try {
    host = await createHost(
      {
        ...{ clock: systemClock, logger, printer },
        ...(secretKey === null ? {} : { secrets: secretsOf(Buffer.from(secretKey, 'base64')) }),
      },
      {
        ...defaultConfig(resourcesDir),
        dataDir: dataDir ?? defaultDataFolder(),
        rendererDir: join(resourcesDir, 'out', 'renderer'),
        version,
        language,
        port: 0,
        linkBase: appLinks,
      },
    );
    host.failed.then((error) => fail(error, language));
    tell({ type: 'ready', origin: host.origin, token: host.token });
  } catch (error) {
    fail(error, language);
  }
}

function fail(error: unknown, language: 'zh-CN' | 'en'): void {
  logger.log('error', 'host stopped', { reason: error instanceof Error ? (error.stack ?? error.message) : 'unknown' });
  const known = error instanceof AppError ? error : new AppError('host/internal', { cause: error });
  tell({ type: 'failed', code: known.code, message: errorSentence(known.code, known.params, language) });
  // The message is on its way before the process ends.
  setTimeout(() => process.exit(1), 50);
}

async function stop(): Promise<void> {
  await host?.close();
  tell({ type: 'stopped' });
  process.exit(0);
}

port.on('message', ({ data }) => {
  const message = shellMessage.parse(data);
  switch (message.type) {
    case 'start':
      void start(message);
      break;
    case 'printed':
    case 'not-printed':
      printer.settle(message);
      break;
    case 'stop':
      void stop();
      break;
  }
});
