import { readFile } from 'node:fs/promises';
import type { ChannelKind } from '../../../contract/deliveries.ts';
import { AppError } from '../../../contract/errors.ts';
import type { ExportInput } from '../../../contract/exports.ts';
import type { Principal } from '../../access/index.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Exports } from '../exports.ts';

/** Ways to send that show a picture within the message; nothing is printed for the others. */
const showing: readonly ChannelKind[] = ['email', 'wecom'];

export function showsPictures(kind: ChannelKind): boolean {
  return showing.includes(kind);
}

/** A larger picture makes mails that servers refuse; the file is attached all the same. */
const mostBytes = 6_000_000;

export interface MessagePicture {
  picture: Uint8Array | null;
  /** It was wanted and is not there, for another reason than that this machine prints no pages. */
  isMissing: boolean;
}

export const noPicture: MessagePicture = { picture: null, isMissing: false };

/** A finished PNG as the picture in a message. @throws where its file cannot be read */
export async function madePicture(id: string, exports: Pick<Exports, 'file'>): Promise<MessagePicture> {
  const { path, sizeBytes } = await exports.file(id);
  return sizeBytes > mostBytes
    ? { picture: null, isMissing: true }
    : { picture: await readFile(path), isMissing: false };
}

/** The picture that was made beside a document, from the same page; null where it has none. */
export async function pictureBeside(id: string, exports: Pick<Exports, 'picture'>): Promise<MessagePicture | null> {
  const found = await exports.picture(id);
  if (found === null) return null;
  return found.sizeBytes > mostBytes
    ? { picture: null, isMissing: true }
    : { picture: await readFile(found.path), isMissing: false };
}

/**
 * The picture in a message. It is a courtesy: whatever happens to it, and however long it takes, the message goes.
 *
 * @param waitMs after which the message goes without it
 * @throws the reason of `signal`: nothing is to be sent any more
 */
export async function messagePicture(
  order: ExportInput,
  of: {
    exports: Pick<Exports, 'submit' | 'ended' | 'file' | 'cancel'>;
    principal: Principal;
    origin: string;
    logger: Logger;
    waitMs: number;
    signal?: AbortSignal;
  },
): Promise<MessagePicture> {
  const { exports, principal, origin, logger, waitMs, signal } = of;
  const asked = new AbortController();
  try {
    const { id } = await exports.submit(order, principal, order.lang ?? 'en', origin);
    const made = await Promise.race([exports.ended(id), over(waitMs, asked.signal, signal)]);
    if (made === null) {
      // Nobody waits for it any more; the printer is free for others.
      void exports.cancel(id).catch(() => undefined);
      signal?.throwIfAborted();
      throw new AppError('exports/timed-out', { params: { seconds: Math.round(waitMs / 1000) } });
    }
    if (made.status !== 'succeeded') {
      if (made.error?.code !== 'exports/printer-missing')
        logger.log('warn', 'picture of a message could not be made', { origin, code: made.error?.code ?? made.status });
      return { picture: null, isMissing: made.error?.code !== 'exports/printer-missing' };
    }
    return await madePicture(id, exports);
  } catch (error) {
    signal?.throwIfAborted();
    logger.log('warn', 'picture of a message could not be made', { origin, reason: String(error) });
    return { picture: null, isMissing: true };
  } finally {
    asked.abort();
  }
}

/** Null when the time is over or `stop` is told; the timer ends with `done`. */
function over(waitMs: number, done: AbortSignal, stop: AbortSignal | undefined): Promise<null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), waitMs);
    const end = () => {
      clearTimeout(timer);
      resolve(null);
    };
    done.addEventListener('abort', end, { once: true });
    if (stop?.aborted) end();
    stop?.addEventListener('abort', end, { once: true, signal: done });
  });
}
