import { type ResultColumn, valuesOf } from '../ports/result-column.ts';
import { type Columnar, isWireTime } from './final-result.ts';

type Convert = (value: unknown) => unknown;

/**
 * Columns of the replica as those of JSON values: times as `YYYY-MM-DDTHH:mm:ss.SSS`, large integers as text, an
 * infinite or undefined quotient as null.
 */
export function toColumnar(columns: { name: string; type: string }[], packed: readonly ResultColumn[]): Columnar {
  return {
    members: columns.map((column) => column.name),
    columns: columns.map((column, index) => {
      const convert = converter(column.type);
      const own = packed[index];
      if (!own) return [];
      return own.kind === 'values' ? own.values.map(convert) : valuesOf(own, convert);
    }),
  };
}

function converter(type: string): Convert {
  if (/^(TIMESTAMP|DATE)/i.test(type)) return (value) => (value === null ? null : timeText(value));
  return plain;
}

function plain(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return value;
}

function timeText(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString().replace('Z', '');
  if (typeof value === 'number') return new Date(value).toISOString().replace('Z', '');
  if (typeof value !== 'string') return plain(value);
  if (isWireTime(value)) return value;
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d)(\.\d+)?)?/.exec(value);
  if (!match) return value;
  return `${match[1]}T${match[2] ?? '00:00:00'}.${(match[3] ?? '.').slice(1, 4).padEnd(3, '0')}`;
}
