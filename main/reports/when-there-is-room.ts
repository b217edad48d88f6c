import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../contract/errors.ts';
import type { Logger } from '../ports/logger.ts';

const lookAgainMs = 1_000;

/**
 * Keeps what must not be lost: how something ended, that a mail has left. On a full disk it is tried again until there
 * is room, so that nothing stays open that nobody would come back to.
 *
 * @throws any other failure of `write`, the reason of `signal`
 */
export async function whenThereIsRoom<T>(
  write: () => Promise<T>,
  { signal, logger }: { signal: AbortSignal; logger: Logger },
): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'store/disk-full') throw error;
      if (tries === 0) logger.log('warn', 'the disk is full: what reports came to is kept when there is room', {});
      signal.throwIfAborted();
      await pause(lookAgainMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}
