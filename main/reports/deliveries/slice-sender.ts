import { setTimeout as pause } from 'node:timers/promises';
import type { DeliverySchedule } from '../../../contract/deliveries.ts';
import { AppError } from '../../../contract/errors.ts';
import type { Principal } from '../../access/index.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { ExportRow } from '../export-rows.ts';
import type { Exports } from '../exports.ts';
import { whenThereIsRoom } from '../when-there-is-room.ts';
import type { Channels } from './channels.ts';
import type { Send } from './message.ts';
import {
  type MessagePicture,
  madePicture,
  messagePicture,
  noPicture,
  pictureBeside,
  showsPictures,
} from './picture.ts';
import { reportMessage } from './report-message.ts';
import type { DeliveryRow, RunRow, RunRows } from './run-rows.ts';
import { dataOf, orderInput, refusalOf, type ScheduleRow, whenAborted } from './schedule-orders.ts';

export interface SliceSenderOptions {
  clock: Clock;
  logger: Logger;
  exports: Exports;
  channels: Channels;
  send: Send;
  principalOf: (actor: string) => Principal | null;
  /** Where readers reach this workspace; null = nobody has said. */
  publicAddress: () => string | null;
}

/** A picture that takes longer is left out: the report is what was promised. */
const pictureWaitMs = 240_000;
const triesPerDelivery = 3;
const retryAfterMs = [2_000, 15_000];

/** Makes the report of one value and sends it to its readers, each on their own. */
export class SliceSender {
  readonly #options: SliceSenderOptions;
  readonly #rows: RunRows;
  readonly #stopped: AbortSignal;

  /** @param stopped told when the program ends */
  constructor(options: SliceSenderOptions, rows: RunRows, stopped: AbortSignal) {
    this.#options = options;
    this.#rows = rows;
    this.#stopped = stopped;
  }

  /** The file of a slice to those who wait for it. */
  async send(schedule: ScheduleRow, run: RunRow, waiting: readonly DeliveryRow[], signal: AbortSignal): Promise<void> {
    const { definition } = schedule;
    const slice = waiting[0]?.slice ?? '';
    const known = waiting.map((one) => one.exportId).find((id) => id !== null && this.#mayBeSent(id, definition));
    const file = await this.#fileOf(schedule, run, slice, known ?? null, signal);
    const refusal = refusalOf(file, definition.onMissing);
    const picture = refusal ? noPicture : await this.#pictureOf(schedule, { slice, waiting, file }, signal);
    for (const delivery of waiting) {
      if (refusal) await this.#rows.endSending(delivery.id, 'failed', refusal, null);
      else await this.#deliver(schedule, { ...delivery, exportId: file.id }, signal, picture);
    }
  }

  /** A file that was held back is made anew: what could not be read then may be read now. */
  #mayBeSent(id: string, { onMissing }: DeliverySchedule): boolean {
    const { exports } = this.#options;
    if (!exports.isUsable(id)) return false;
    const file = exports.get(id);
    return file.status !== 'succeeded' || refusalOf(file, onMissing) === null;
  }

  async #fileOf(
    schedule: ScheduleRow,
    run: RunRow,
    slice: string,
    known: string | null,
    signal: AbortSignal,
  ): Promise<ExportRow> {
    const { exports, principalOf } = this.#options;
    const principal = principalOf(schedule.owner);
    if (principal === null) throw new AppError('deliveries/owner-gone');
    let id = known;
    if (id === null) {
      const origin = `schedule:${schedule.id}${slice === '' ? '' : `:${slice}`}`;
      const { hasPicture, recipients, lang, target } = schedule.definition;
      const shows =
        hasPicture && !('query' in target) && recipients.some(({ channelId }) => this.#showsPictures(channelId));
      const order = { ...orderInput(schedule.definition, slice), hasPicture: shows };
      const made = await exports.submit(order, principal, lang, origin);
      id = made.id;
      await this.#rows.setExport(run.id, slice, id);
    }
    const ended = await Promise.race([exports.ended(id), whenAborted(signal)]);
    return ended;
  }

  /** What stands in the message itself, for those of the recipients whose channel can show it. */
  async #pictureOf(
    schedule: ScheduleRow,
    { slice, waiting, file }: { slice: string; waiting: readonly DeliveryRow[]; file: ExportRow },
    signal: AbortSignal,
  ): Promise<MessagePicture> {
    const { exports, principalOf, logger } = this.#options;
    const { definition, owner } = schedule;
    const principal = principalOf(owner);
    if (!definition.hasPicture || principal === null || 'query' in definition.target) return noPicture;
    if (!waiting.some(({ channelId }) => this.#showsPictures(channelId))) return noPicture;
    const { format } = file.order;
    const origin = file.origin ?? `schedule:${schedule.id}`;
    // A report that is a picture itself stands in the mail as it is.
    if (format === 'png') {
      return madePicture(file.id, exports).catch((error: unknown) => {
        logger.log('warn', 'picture of a message could not be read', { origin, reason: String(error) });
        return { picture: null, isMissing: true };
      });
    }
    const beside = await pictureBeside(file.id, exports);
    if (beside !== null) return beside;
    // It was tried from the very same page; a second time would keep the report waiting for as long again.
    if (file.order.hasPicture === true) return { picture: null, isMissing: true };
    const order = { ...orderInput(definition, slice), format: 'png' as const };
    return messagePicture(order, { exports, principal, origin, logger, waitMs: pictureWaitMs, signal });
  }

  #showsPictures(channelId: string): boolean {
    const found = this.#options.channels.list().find(({ id }) => id === channelId);
    return found !== undefined && showsPictures(found.kind);
  }

  /** Sends to one recipient; tries again only where nothing was taken. */
  async #deliver(
    schedule: ScheduleRow,
    delivery: DeliveryRow,
    signal: AbortSignal,
    picture: MessagePicture = noPicture,
  ): Promise<void> {
    const { clock, channels, send, exports, logger } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      signal.throwIfAborted();
      try {
        const channel = channels.open(delivery.channelId);
        const hasPlace = this.#showsPictures(delivery.channelId);
        const publicAddress = this.#options.publicAddress();
        const message = await reportMessage(schedule, delivery, { exports, picture, hasPlace, publicAddress });
        await this.#rows.beginSending(delivery.id);
        await send(channel, delivery.recipient, message, signal);
      } catch (error) {
        const isLast = attempt >= triesPerDelivery || !(error instanceof AppError) || !error.isRetryable;
        const kept = () => this.#rows.endSending(delivery.id, isLast ? 'failed' : 'waiting', dataOf(error), null);
        await whenThereIsRoom(kept, { signal, logger });
        if (isLast) return;
        await pause(retryAfterMs[attempt - 1] ?? 15_000, undefined, { signal });
        continue;
      }
      // It has left: whatever the disk is like, it is never sent again. What cannot be kept stays as under way.
      const room = { signal: this.#stopped, logger };
      await whenThereIsRoom(() => this.#rows.endSending(delivery.id, 'sent', null, clock.now()), room);
      return;
    }
  }
}
