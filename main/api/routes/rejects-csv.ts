import { csvText } from '../../../contract/format/csv.ts';
import type { Reject } from '../../../contract/imports.ts';

const header = 'rowNumber,field,value,code,message\r\n';

/** One reject as a line of CSV. */
function rejectLine({ rowNumber, field, value, code, message }: Reject): string {
  return `${[rowNumber, field, value, code, message].map(csvField).join(',')}\r\n`;
}

/** A value as a CSV field; a reject's value is text as it came. */
export function csvField(value: string | number | null): string {
  return value === null ? '' : csvText(String(value), 'raw');
}

/**
 * All rejects as a stream of CSV, page by page as the reader takes them. Begins with a byte order mark, without which
 * spreadsheets take UTF-8 for something else.
 */
export function csvOfRejects(page: (offset: number, limit: number) => Reject[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const size = 1000;
  let offset = 0;
  return new ReadableStream({
    start(controller) {
      controller.enqueue(encoder.encode(`\uFEFF${header}`));
    },
    pull(controller) {
      const rows = page(offset, size);
      offset += rows.length;
      if (rows.length > 0) controller.enqueue(encoder.encode(rows.map(rejectLine).join('')));
      if (rows.length < size) controller.close();
    },
  });
}
