import { sortedFields } from '../../../../contract/format/sorted-fields.ts';
import type { Report, ReportDefinition } from '../../../../contract/reports.ts';

/** What a report is made of, in the order of the builder; `settings` is all that has no words of its own. */
export const reportParts = [
  ...['title', 'description', 'view', 'rows', 'columns', 'values', 'filters', 'dates', 'color', 'size', 'tooltip'],
  ...['totals', 'layout', 'formulas', 'formats', 'settings'],
] as ReportPart[];
export type ReportPart =
  | ('title' | 'description' | 'view' | 'rows' | 'columns' | 'values' | 'filters' | 'dates' | 'color' | 'size')
  | ('tooltip' | 'totals' | 'layout' | 'formulas' | 'formats' | 'settings');

/** A version of a report, as far as two of them are compared. */
export type ComparedReport = Pick<Report, 'title' | 'description' | 'definition'>;

export interface ComparedPart {
  part: ReportPart;
  before: string;
  after: string;
  isChanged: boolean;
  /** It reads alike and differs all the same: an own order, a width. */
  isInSettings: boolean;
}

/** Two versions of a report part by part; a part that is empty in both is left out. */
export function comparedParts(
  before: ComparedReport,
  after: ComparedReport,
  textOf: (part: ReportPart, report: ComparedReport) => string,
): ComparedPart[] {
  const [old, now] = [contentOf(before), contentOf(after)];
  return reportParts
    .map((part) => {
      const texts = { before: textOf(part, before), after: textOf(part, after) };
      const isChanged = old[part] !== now[part];
      return { part, ...texts, isChanged, isInSettings: isChanged && texts.before === texts.after };
    })
    .filter(({ before: former, after: later, isChanged }) => isChanged || former !== '' || later !== '');
}

function contentOf({ title, description, definition }: ComparedReport): Record<ReportPart, string> {
  const { pivot, view, color, size, tooltip, formats, numbers, ...settings } = definition;
  const { rows, columns, values, filters, dates, formulas, rowTotal, columnTotal, ...rest } = pivot;
  const { layout, valuesOn, hideEmpty, ...others } = rest;
  const plain = plainIds(definition);
  const content: Record<ReportPart, unknown> = {
    ...{ title, description, view, rows, columns, values, filters, dates, color, size, tooltip, formulas },
    totals: [rowTotal, columnTotal],
    layout: [layout, valuesOn, hideEmpty],
    formats: [formats.map(({ id: _, ...format }) => format), numbers],
    settings: [settings, others],
  };
  const parts = Object.entries(content).map(([part, one]) => [part, JSON.stringify(sortedFields(one, plain))]);
  return Object.fromEntries(parts) as Record<ReportPart, string>;
}

/**
 * Fields get a new id whenever they are put on a shelf. That says nothing about the report: they are known here by what
 * they show, and by their ordinal where that stands on a shelf twice.
 */
function plainIds({ pivot, color, size, tooltip }: ReportDefinition): (text: string) => string {
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  const name = (id: string, shown: string) => {
    const count = (counts.get(shown) ?? 0) + 1;
    counts.set(shown, count);
    names.set(id, `${shown}#${count}`);
  };
  for (const { id, name: shown } of pivot.formulas) name(id, `formula ${shown}`);
  for (const { id, member } of [...pivot.rows, ...pivot.columns, color].filter((one) => one !== null)) name(id, member);
  for (const { id, source } of [...pivot.values, size, ...tooltip].filter((one) => one !== null)) {
    name(id, 'measure' in source ? source.measure : `value ${names.get(source.formula)}`);
  }
  return (text) => names.get(text) ?? text;
}
