import type { Members, Unit } from './board-queries/index.ts';
import type { Language } from './language.ts';
import { type AxisField, type MemberKey, otherKey, type Pivot, type PivotLine, type PivotOutput } from './pivot.ts';
import { type CellLook, lookOf, type NumberFormat, nameInScale, scaleDivisors } from './pivot-formats.ts';
import { calculationLabel, keyLabel, lineLabel, pivotWords } from './pivot-labels.ts';
import type { ReportDefinition } from './reports.ts';

/** How the figures of one value are written. */
export interface GridFigure {
  unit: Unit;
  /** Digits after the point; null = as usual for the unit. */
  digits: number | null;
  /** Figures are already divided by it. */
  scale: NumberFormat['scale'];
}

export interface GridCell {
  /** In the scale of its value; a time as local ISO text; null where there is none. */
  value: number | string | null;
  figure: GridFigure | null;
  look: CellLook;
}

export interface GridRow {
  /** One per head column. */
  heads: string[];
  depth: number;
  isTotal: boolean;
  cells: GridCell[];
}

/** A laid-out pivot in words and figures: what paper, workbook and slide show alike. */
export interface PivotGrid {
  /** Titles of the head columns. */
  corner: string[];
  /** Heads of the columns, outermost level first; each level has as many texts as there are columns. */
  levels: string[][];
  /** Columns of totals. */
  totals: boolean[];
  rows: GridRow[];
}

interface GridTerms {
  definition: Pick<ReportDefinition, 'formats' | 'numbers' | 'titles' | 'emptyText'>;
  members: Members;
  language: Language;
  /** Month the fiscal year begins with. */
  fiscalStart: number;
}

/** @param output the whole table in one window */
export function pivotGrid(pivot: Pivot, output: PivotOutput, terms: GridTerms): PivotGrid {
  const words = new GridWords(pivot, terms);
  const isValued = pivot.valuesOn === 'columns' && pivot.values.length > 0;
  const depth = pivot.columns.length;
  const levels = Array.from({ length: Math.max(1, depth + (isValued ? 1 : 0)) }, (_, level) =>
    output.columns.map((line) =>
      level < depth ? words.level(line, pivot.columns, level) : line.value === null ? '' : words.value(line.value),
    ),
  );
  const isTabular = pivot.layout === 'tabular' && pivot.rows.length > 0;
  const titles = pivot.rows.map((field) => words.field(field));
  const valueHead = pivot.valuesOn === 'rows' && pivot.values.length > 0;
  return {
    corner: [...(isTabular ? titles : [titles.join(' / ')]), ...(valueHead ? [''] : [])],
    levels,
    totals: output.columns.map(({ kind }) => kind !== 'member' && depth > 0),
    rows: output.rows.map((line, row) => ({
      heads: [
        ...(isTabular
          ? pivot.rows.map((_, level) => words.level(line, pivot.rows, level))
          : [pivot.rows.length === 0 ? '' : words.line(line, pivot.rows)]),
        ...(valueHead ? [line.value === null ? '' : words.value(line.value)] : []),
      ],
      depth: isTabular ? 0 : Math.max(0, line.path.length - 1),
      isTotal: line.kind !== 'member' && pivot.rows.length > 0,
      cells: output.columns.map((column, at) => words.cell(line, column, output.cells[row]?.[at] ?? null, output)),
    })),
  };
}

class GridWords {
  readonly #pivot: Pivot;
  readonly #terms: GridTerms;

  constructor(pivot: Pivot, terms: GridTerms) {
    this.#pivot = pivot;
    this.#terms = terms;
  }

  field(field: AxisField): string {
    const { definition, members } = this.#terms;
    return definition.titles[field.id] ?? members.get(field.member)?.title ?? field.member;
  }

  value(index: number): string {
    const { definition, members, language } = this.#terms;
    const value = this.#pivot.values[index];
    if (!value) return '';
    const scale = this.#number(value.id)?.scale ?? 'none';
    const own = definition.titles[value.id];
    if (own) return nameInScale(own, scale, language);
    const { source } = value;
    const name =
      'measure' in source
        ? (members.get(source.measure)?.title ?? source.measure)
        : (this.#pivot.formulas.find((one) => one.id === source.formula)?.name ?? '');
    const words = [name, calculationLabel(value.calculation, language)].filter((part) => part !== '');
    return nameInScale(words.join(' · '), scale, language);
  }

  line(line: PivotLine, fields: readonly AxisField[]): string {
    return lineLabel(line, (depth, key) => this.#key(fields[depth], key), this.#terms.language);
  }

  /** What stands over or beside a line at one level of its axis. */
  level({ kind, path, isCollapsed }: PivotLine, fields: readonly AxisField[], level: number): string {
    const words = pivotWords[this.#terms.language];
    const key = path[level];
    if (key !== undefined) return this.#key(fields[level], key);
    if (level !== path.length) return '';
    if (path.at(-1) === otherKey) return words.other;
    return kind === 'total' || kind === 'subtotal' || isCollapsed ? words.total : '';
  }

  cell(row: PivotLine, column: PivotLine, raw: number | string | null, output: PivotOutput): GridCell {
    const index = row.value ?? column.value;
    const value = index === null ? undefined : this.#pivot.values[index];
    const isTotal =
      (row.kind !== 'member' && this.#pivot.rows.length > 0) ||
      (column.kind !== 'member' && this.#pivot.columns.length > 0);
    const formats = this.#terms.definition.formats.filter(({ valueId }) => valueId === value?.id);
    const none = { min: null, max: null };
    const ranges = (index === null ? undefined : output.ranges[index]) ?? { members: none, totals: none };
    const figure = row.isBlank ? null : raw;
    const look = lookOf(formats, typeof figure === 'number' ? figure : null, isTotal, ranges);
    if (!value) return { value: figure, figure: null, look };
    const number = this.#number(value.id);
    const scale = number?.scale ?? 'none';
    return {
      value: typeof figure === 'number' ? figure / scaleDivisors[scale] : figure,
      figure: { unit: this.#unit(value), digits: number?.digits ?? null, scale },
      look,
    };
  }

  #number(id: string): NumberFormat | undefined {
    return this.#terms.definition.numbers.find(({ valueId }) => valueId === id);
  }

  #unit(value: Pivot['values'][number]): Unit {
    const style = this.#number(value.id)?.style ?? 'auto';
    if (style !== 'auto') return style;
    const { calculation, source } = value;
    if (calculation?.kind === 'percent') return 'percent';
    if (calculation?.kind === 'compared' && calculation.show === 'percent_change') return 'percent';
    if (calculation?.kind === 'rank') return 'count';
    if ('measure' in source) return this.#terms.members.get(source.measure)?.unit ?? 'number';
    return this.#pivot.formulas.find((one) => one.id === source.formula)?.unit ?? 'number';
  }

  #key(field: AxisField | undefined, key: MemberKey): string {
    if (!field) return String(key ?? '');
    return keyLabel(field, key, {
      language: this.#terms.language,
      type: this.#terms.members.get(field.member)?.type ?? 'string',
      unit: /weekday/.test(field.member) ? 'weekday' : null,
      emptyText: this.#terms.definition.emptyText,
      fiscalStart: this.#terms.fiscalStart,
    });
  }
}

/** First and last place of each run of equal texts below equal outer ones: what a merged head spans. */
export function headSpans(levels: readonly string[][], level: number): { from: number; to: number; text: string }[] {
  const spans: { from: number; to: number; text: string; key: string }[] = [];
  const width = levels[level]?.length ?? 0;
  const isLast = level === levels.length - 1;
  for (let at = 0; at < width; at += 1) {
    const key = JSON.stringify(levels.slice(0, level + 1).map((one) => one[at]));
    const last = spans.at(-1);
    if (!isLast && last?.key === key) last.to = at;
    else spans.push({ from: at, to: at, text: levels[level]?.[at] ?? '', key });
  }
  return spans.map(({ from, to, text }) => ({ from, to, text }));
}
