import { targetPath } from '../../../contract/links.ts';
import type { Exports } from '../exports.ts';
import { type Message, messageLink } from './message.ts';
import type { MessagePicture } from './picture.ts';
import type { DeliveryRow } from './run-rows.ts';
import type { ScheduleRow } from './schedule-orders.ts';
import { deliveryWords } from './words.ts';

/**
 * The message that carries a report to one recipient, with a word about everything that is not in it.
 *
 * @param hasPlace whether the channel shows pictures
 * @throws exports/not-ready, exports/expired
 */
export async function reportMessage(
  { id: scheduleId, definition }: ScheduleRow,
  { id, exportId, slice }: Pick<DeliveryRow, 'id' | 'exportId' | 'slice'>,
  of: {
    exports: Pick<Exports, 'get' | 'file'>;
    picture: MessagePicture;
    hasPlace: boolean;
    publicAddress: string | null;
  },
): Promise<Message> {
  const row = of.exports.get(exportId ?? '');
  const file = await of.exports.file(row.id);
  const words = deliveryWords[definition.lang];
  const { picture, isMissing } = of.picture;
  const { failedTiles = [], leftOut = [] } = row.details;
  const title = slice === '' ? row.title : `${row.title} · ${slice}`;
  const lines = [
    definition.message,
    ...(failedTiles.length > 0 ? [words.missing(failedTiles.map((tile) => tile.title))] : []),
    ...(leftOut.length > 0 ? [words.leftOut(leftOut, slice)] : []),
    ...(isMissing && of.hasPlace ? [words.pictureMissing] : []),
    words.sentBy(definition.name),
  ];
  return {
    key: id,
    subject: definition.subject === '' ? title : `${definition.subject}${slice === '' ? '' : ` · ${slice}`}`,
    text: lines.filter((line) => line !== '').join('\n'),
    file: {
      path: file.path,
      name:
        slice === '' ? file.fileName : file.fileName.replace(/(\.\w+)$/, ` ${slice.replace(/[\\/:*?"<>|]/g, ' ')}$1`),
      contentType: file.contentType,
      sizeBytes: file.sizeBytes,
    },
    picture,
    link: messageLink(of.publicAddress, targetPath(row.order.target), definition.lang),
    data: { schedule: { id: scheduleId, name: definition.name }, value: slice, exportId: row.id, title },
  };
}
