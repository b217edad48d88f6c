import type { CompressionCodec, Compressors, DecodedArray, SchemaElement, SchemaTree } from 'hyparquet';
import { convert, DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import type { CellBuilder } from './cell-builder.ts';
import { cellText } from './json-records.ts';

export type ColumnDecoder = Parameters<typeof convert>[1];

/** Whether values are UTF-8 as they stand in the file. */
export function isPlainText({ type, converted_type: kind, logical_type: meant }: SchemaElement): boolean {
  return (
    type === 'BYTE_ARRAY' &&
    (kind === undefined || kind === 'UTF8' || kind === 'ENUM') &&
    (meant === undefined || meant.type === 'STRING' || meant.type === 'ENUM')
  );
}

/** Lays a value of a page out as a cell. */
export type PutValue = (builder: CellBuilder, cell: number, index: number) => void;

/**
 * How values of a column, as stored, are written as text: amounts to the last digit, days without a time, and instants
 * without a zone where the file says that they have none.
 */
export function putterOf(decoder: ColumnDecoder): (stored: DecodedArray) => PutValue {
  const { element } = decoder;
  const { type, converted_type: kind, logical_type: meant } = element;
  const texts =
    (textOf: (stored: unknown) => string) =>
    (stored: DecodedArray): PutValue =>
    (builder, cell, index) =>
      builder.putText(cell, textOf(stored[index]));
  if (kind === 'DECIMAL' || meant?.type === 'DECIMAL') {
    const scale = element.scale ?? (meant?.type === 'DECIMAL' ? meant.scale : 0);
    return texts((stored) => decimalText(wholeOf(stored), scale));
  }
  if (kind === 'DATE' || meant?.type === 'DATE') return texts((stored) => dayText(Number(stored)));
  const perSecond = timesPerSecond(element);
  if (perSecond !== null) return texts((stored) => timeText(BigInt(stored as number | bigint), perSecond));
  if (kind === 'INTERVAL') return texts((stored) => intervalText(stored as Uint8Array));
  if (type === 'FLOAT') return texts((stored) => cellText(shortest(stored as number)));
  const isZoneless = meant?.type === 'TIMESTAMP' && !meant.isAdjustedToUTC;
  return (stored) => {
    const values = convert(stored, decoder);
    return (builder, cell, index) => {
      const value: unknown = values[index];
      if (typeof value === 'number') builder.putNumber(cell, value);
      else {
        const text = cellText(value);
        builder.putText(cell, isZoneless && text.endsWith('Z') ? text.slice(0, -1) : text);
      }
    };
  };
}

/** What the library needs to know of a column to decode it. */
export function decoderOf(
  tree: SchemaTree,
  chunk: { root: SchemaTree; codec: CompressionCodec; compressors: Compressors },
): ColumnDecoder {
  const { element } = tree;
  return {
    pathInSchema: tree.path,
    type: element.type ?? 'BYTE_ARRAY',
    element,
    schemaPath: [chunk.root, tree],
    codec: chunk.codec,
    compressors: chunk.compressors,
    parsers: DEFAULT_PARSERS,
  };
}

/** Unscaled value of a decimal: a number, or bytes of one in two's complement, highest first. */
function wholeOf(stored: unknown): bigint {
  if (!(stored instanceof Uint8Array)) return BigInt(stored as number | bigint);
  let value = 0n;
  for (const byte of stored) value = (value << 8n) | BigInt(byte);
  return BigInt.asIntN(stored.length * 8, value);
}

function decimalText(whole: bigint, scale: number): string {
  const digits = String(whole < 0n ? -whole : whole).padStart(scale + 1, '0');
  const sign = whole < 0n ? '-' : '';
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

const dayMs = 86_400_000;

function dayText(days: number): string {
  const day = new Date(days * dayMs);
  return Number.isNaN(day.getTime()) ? '' : (day.toISOString().split('T')[0] ?? '');
}

/** Parts of a second that a time of day is counted in; null = the column holds none. */
function timesPerSecond({ converted_type: kind, logical_type: meant }: SchemaElement): bigint | null {
  const unit =
    meant?.type === 'TIME' ? meant.unit : kind === 'TIME_MILLIS' ? 'MILLIS' : kind === 'TIME_MICROS' ? 'MICROS' : null;
  if (unit === null) return null;
  return unit === 'MILLIS' ? 1_000n : unit === 'MICROS' ? 1_000_000n : 1_000_000_000n;
}

function timeText(count: bigint, perSecond: bigint): string {
  const seconds = count / perSecond;
  const two = (value: bigint) => String(value).padStart(2, '0');
  const fraction = String(perSecond + (count % perSecond))
    .slice(1)
    .replace(/0+$/, '');
  const time = `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`;
  return fraction === '' ? time : `${time}.${fraction}`;
}

/** Months, days and milliseconds, 32 bits each, as ISO 8601 writes a duration. */
function intervalText(stored: Uint8Array): string {
  const [months, days, ms] = [0, 4, 8].map((at) => new DataView(stored.buffer, stored.byteOffset).getUint32(at, true));
  const date = `${months ? `${months}M` : ''}${days ? `${days}D` : ''}`;
  return ms || date === '' ? `P${date}T${(ms ?? 0) / 1000}S` : `P${date}`;
}

/** The number of fewest digits that is the same in 32 bits: 0.1 and not 0.10000000149011612. */
function shortest(value: number): number {
  if (!Number.isFinite(value)) return value;
  for (let digits = 6; digits < 9; digits += 1) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return rounded;
  }
  return value;
}
