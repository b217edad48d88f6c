import type { CubeValue } from '../../../contract/board-queries/index.ts';
import type { Language } from '../../../contract/language.ts';
import { formatExact, type NumberStyle } from '../../format/index.ts';
import type { CubeQuery, CubeRow, Member, Members } from '../../queries/index.ts';
import { figure, shortName, unknownMember } from '../../queries/index.ts';

/** A column of a table on paper. */
export interface PrintColumn {
  key: string;
  title: string;
  isFigure: boolean;
  /** Its values add up to a total, so a sum can be carried from page to page. */
  isAdditive: boolean;
  text: (value: CubeValue | undefined) => string;
  /** Heads above its own, outermost first; equal neighbours are one. */
  over?: string[];
}

/** A row of a laid-out table. */
export interface RowLook {
  isTotal: boolean;
  depth: number;
}

/** A table that runs over as many pages as it needs. */
export interface PrintTable {
  id: string;
  title: string;
  /** Beside the title. */
  note: string;
  columns: PrintColumn[];
  rows: CubeRow[];
  /** Of every figure over all rows, by the measure's own definition; null when rows are left out. */
  totals: CubeRow | null;
  /** Rows are left out. */
  isCut: boolean;
  looks?: RowLook[];
}

interface ColumnContext {
  members: Members;
  style: (unit: Member['unit']) => NumberStyle;
  language: Language;
  blank: string;
}

/** Columns of a question: time steps, dimensions, measures. Figures are exact: paper has no hover. */
export function columnsOf(query: CubeQuery, context: ColumnContext): PrintColumn[] {
  const { members, style, blank } = context;
  const steps = (query.timeDimensions ?? []).filter((one) => one.granularity !== undefined);
  const memberOf = (name: string) => members.get(name) ?? unknownMember(name);
  const text = (value: CubeValue | undefined) =>
    value === null || value === undefined || value === '' ? blank : String(value);
  return [
    ...steps.map(
      (one): PrintColumn => ({
        key: `${one.dimension}.${one.granularity}`,
        title: memberOf(one.dimension).title || shortName(one.dimension),
        isFigure: false,
        isAdditive: false,
        text: (value) => text(value).slice(0, 10),
      }),
    ),
    ...(query.dimensions ?? []).map((name): PrintColumn => {
      const { title, type } = memberOf(name);
      const isTime = type === 'time';
      return {
        key: name,
        title,
        isFigure: false,
        isAdditive: false,
        text: (value) => (isTime ? timeText(text(value)) : text(value)),
      };
    }),
    ...query.measures.map((name): PrintColumn => {
      const { title, unit, isAdditive } = memberOf(name);
      return {
        key: name,
        title,
        isFigure: true,
        isAdditive,
        text: (value) => {
          const number = figure(value);
          if (number !== null) return formatExact(number, style(unit));
          return typeof value === 'string' && value !== '' ? timeText(value) : '—';
        },
      };
    }),
  ];
}

/** A local time as people write it; midnight is a day. */
function timeText(value: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?$/.exec(value);
  if (!match) return value;
  return match[2] === '00:00' ? (match[1] ?? value) : `${match[1]} ${match[2]}`;
}

/** Sums of the additive figures over the first rows, for the line that carries them on. */
export function sumsUpTo(table: PrintTable, to: number): CubeRow {
  const sums: CubeRow = {};
  for (const column of table.columns.filter((one) => one.isAdditive)) {
    let sum = 0;
    for (let index = 0; index < to; index += 1) sum += figure(table.rows[index]?.[column.key]) ?? 0;
    sums[column.key] = sum;
  }
  return sums;
}

/** Measured widths cut into groups that fit; the leading columns are repeated in each. */
export function columnGroups(widths: readonly number[], lead: number, room: number): number[][] {
  const leading = widths.slice(0, lead).map((_, index) => index);
  const leadWidth = widths.slice(0, lead).reduce((sum, one) => sum + one, 0);
  const groups: number[][] = [];
  let group: number[] = [];
  let used = leadWidth;
  for (let index = lead; index < widths.length; index += 1) {
    const width = widths[index] ?? 0;
    if (group.length > 0 && used + width > room) {
      groups.push([...leading, ...group]);
      group = [];
      used = leadWidth;
    }
    group.push(index);
    used += width;
  }
  if (group.length > 0 || groups.length === 0) groups.push([...leading, ...group]);
  return groups;
}
