import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import type { RejectedRow, ReplayInput, SourceField } from '../../contract/connections.ts';
import { AppError } from '../../contract/errors.ts';
import type { ImportOptions, RejectCode } from '../../contract/imports.ts';
import type { Language } from '../../contract/language.ts';
import { rejectSentence } from '../../contract/reject-words.ts';
import type { Hub } from '../hub/index.ts';
import { PieceFile } from './piece-file.ts';
import { type ConnectionRecords, insertSegment, type StoredConnection } from './records.ts';
import { planStream } from './stream-plan.ts';

/** Rows a connection brought that were kept out and not put right yet, newest first. */
export function rejectedRows(
  records: ConnectionRecords,
  connectionId: string,
  page: { offset: number; limit: number },
  language: Language,
): { total: number; rows: RejectedRow[] } {
  const rows = records.rejectedRows(connectionId, page).map((row): RejectedRow => {
    const rowNumber = Number(row.row_number);
    return {
      ...{ importId: String(row.import_id), stream: String(row.stream), entity: String(row.entity), rowNumber },
      columns: JSON.parse(String(row.columns)) as string[],
      values: JSON.parse(String(row.raw)) as string[],
      reasons: records.rejects(Number(row.number), rowNumber).map((reject) => {
        const params = JSON.parse(String(reject.params)) as Record<string, string | number>;
        const code = String(reject.code) as RejectCode;
        return {
          ...{ rowNumber, code, message: rejectSentence(code, params, language) },
          field: reject.field === null ? null : String(reject.field),
          value: reject.value === null ? null : String(reject.value),
        };
      }),
      at: new Date(Number(row.finished_at ?? 0)).toISOString(),
    };
  });
  return { total: records.countRejectedRows(connectionId), rows };
}

interface ReplayDoors {
  hub: Hub;
  records: ConnectionRecords;
  scratchRoot: string;
}

/**
 * Imports rejected rows again: as they came, or as somebody has put them right, by the stream's present mapping or
 * another one. They leave the list in the transaction that queues the new import; what is kept out again is listed there.
 * What was no row when it came is imported only with values that somebody gives: cut or filled up it would be garbage.
 *
 * @returns the new import
 * @throws api/not-found; connections/rows-need-values when there are only such; import/* when the mapping does not fit
 */
export async function replayRows(
  { hub, records, scratchRoot }: ReplayDoors,
  connection: StoredConnection,
  input: ReplayInput,
): Promise<{ id: string; rows: number }> {
  const segment = records.segment(input.importId);
  const source = records.importOf(input.importId);
  if (segment?.connectionId !== connection.id || source === null) throw new AppError('api/not-found');
  const streams = records.streams(connection.id);
  const stream = streams.find(({ settings }) => settings.name === segment.stream);
  const listed = records.rejectedRaw(source.number);
  const numbersListed = new Set(listed.map(({ rowNumber }) => rowNumber));
  const corrected = input.rows?.filter(({ rowNumber }) => numbersListed.has(rowNumber));
  const asTheyCame = () =>
    listed.filter(({ isRow }) => isRow).map(({ rowNumber, raw }) => ({ rowNumber, values: raw }));
  const rows = corrected ?? asTheyCame();
  if (rows.length === 0)
    throw new AppError(corrected || listed.length === 0 ? 'api/not-found' : 'connections/rows-need-values');

  const types = new Map((stream?.fields ?? []).map(({ name, type }: SourceField) => [name, type]));
  const file = new PieceFile(scratchRoot, segment.columns, (name) => types.get(name) ?? 'unknown');
  // A record that was too long or too short is listed with as many values as it had; the missing ones are empty.
  const width = segment.columns.length;
  file.add(
    segment.columns,
    rows.map(({ values }) => segment.columns.map((_, index) => values[index] ?? '').slice(0, width)),
  );
  const { format, sha256 } = file.finish();
  const plan =
    stream &&
    planStream(
      stream.settings,
      streams.map(({ settings }) => settings),
    );
  const { options } = JSON.parse(source.options) as { options: ImportOptions };
  const importId = uuidv7();
  const numbers = rows.map(({ rowNumber }) => rowNumber);
  await hub.submitImport({
    ...{ id: importId, path: file.path, sha256, fileName: `${connection.name} · ${segment.stream}` },
    entity: stream?.settings.entity ?? source.entity,
    mapping: input.mapping ?? stream?.settings.mapping ?? source.mapping,
    options: { ...options, source: connection.sourceName, mode: 'upsert' },
    piece: { format, key: plan?.key ?? [], listsKeys: false, hasPartialOrders: true },
    alongside: [
      insertSegment({
        ...{ importId, syncId: segment.syncId, connectionId: connection.id, stream: segment.stream },
        ...{ position: records.nextPosition(connection.id, segment.stream), kind: 'replay', columns: segment.columns },
        ...{ cursorAfter: null, movesCursor: false },
      }),
      {
        sql: `DELETE FROM import_rejects WHERE import_number = ? AND row_number IN (SELECT value FROM json_each(?))`,
        params: [source.number, JSON.stringify(numbers)],
      },
    ],
  });
  return { id: importId, rows: rows.length };
}

/** Where the store keeps pieces until they are landed. */
export const scratchFolder = (dataDir: string) => join(dataDir, 'scratch');
