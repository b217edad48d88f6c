import type { FieldReject } from '../connectors/files/index.ts';
import type { Reader, Writer } from '../store/index.ts';

/** One value that kept a row out, as stored; `raw` is the whole row, on its first reject only. */
export interface RejectRow {
  rowNumber: number;
  field: string | null;
  value: string | null;
  code: string;
  params: Record<string, string | number>;
  raw: string[] | null;
}

const shownCharacters = 200;

/** Writes the rows an import keeps out. Must be used inside the transaction of the chunk. */
export class Quarantine {
  readonly #insert;
  readonly #importNumber: number;

  constructor(store: Writer, importNumber: number) {
    this.#importNumber = importNumber;
    this.#insert = store.prepareWrite(
      `INSERT OR REPLACE INTO import_rejects (import_number, row_number, ordinal, field, value, code, params, raw)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
  }

  add(rowNumber: number, rejects: readonly FieldReject[], raw: readonly string[] | null): void {
    rejects.forEach((reject, ordinal) => {
      this.#insert.run(
        this.#importNumber,
        rowNumber,
        ordinal,
        reject.field,
        reject.value?.slice(0, shownCharacters) ?? null,
        reject.code,
        JSON.stringify(reject.params),
        ordinal === 0 && raw !== null ? JSON.stringify(raw) : null,
      );
    });
  }
}

/** Rejects of an import in order of the file. */
export function readRejects(reader: Reader, importId: string, page: { offset: number; limit: number }): RejectRow[] {
  return reader
    .all<{
      row_number: number;
      field: string | null;
      value: string | null;
      code: string;
      params: string;
      raw: string | null;
    }>(
      `SELECT r.row_number, r.field, r.value, r.code, r.params, r.raw
         FROM import_rejects r JOIN imports i ON i.number = r.import_number
        WHERE i.id = ? ORDER BY r.row_number, r.ordinal LIMIT ? OFFSET ?`,
      [importId, page.limit, page.offset],
    )
    .map((row) => ({
      rowNumber: row.row_number,
      field: row.field,
      value: row.value,
      code: row.code,
      params: JSON.parse(row.params) as Record<string, string | number>,
      raw: row.raw === null ? null : (JSON.parse(row.raw) as string[]),
    }));
}
