import type { Language } from '../../../contract/language.ts';
import { type CubeRow, figure } from '../../transport/index.ts';

export interface Band {
  /** The lower bound as the data has it: what the band is filtered by. */
  key: string;
  label: string;
  value: number;
}

/**
 * Bands of a value in their order, without holes. The dimension gives lower bounds; each band ends below the next of
 * `bounds`, the first below zero and the last are open (`<0`, `0–10`, `1M+`). Rows without a bound are no band.
 *
 * @param bounds all lower bounds of the dimension; where the model names none, those met in the rows
 */
export function bandsOf(
  rows: readonly CubeRow[],
  columns: { dimension: string; measure: string },
  bounds: readonly number[] | null,
  language: Language,
): Band[] {
  const values = new Map<number, number>();
  const keys = new Map<number, string>();
  for (const row of rows) {
    const bound = figure(row[columns.dimension]);
    const value = figure(row[columns.measure]);
    if (bound !== null && value !== null) values.set(bound, value);
    if (bound !== null) keys.set(bound, String(row[columns.dimension]));
  }
  const met = [...values].filter(([, value]) => value !== 0).map(([bound]) => bound);
  const all = bounds ?? [...values.keys()].toSorted((a, b) => a - b);
  const first = Math.min(...met);
  const last = Math.max(...met);
  return all.flatMap((bound, index) => {
    if (bound < first || bound > last) return [];
    return [
      {
        key: keys.get(bound) ?? String(bound),
        label: labelOf(bound, all[index + 1], language),
        value: values.get(bound) ?? 0,
      },
    ];
  });
}

function labelOf(bound: number, next: number | undefined, language: Language): string {
  if (bound < 0 && next === 0) return '<0';
  return next === undefined ? `${short(bound, language)}+` : `${short(bound, language)}–${short(next, language)}`;
}

/** Bounds are round, so the shortest writing is exact: `500`, `2K`, `1万`. */
function short(value: number, language: Language): string {
  const steps: [number, string][] =
    language === 'zh-CN'
      ? [
          [1e8, '亿'],
          [1e4, '万'],
        ]
      : [
          [1e6, 'M'],
          [1e3, 'K'],
        ];
  const step = steps.find(([divisor]) => Math.abs(value) >= divisor);
  return step ? `${value / step[0]}${step[1]}` : String(value);
}
