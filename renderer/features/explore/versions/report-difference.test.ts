import { describe, expect, it } from 'vitest';
import { reportDefinitionInput } from '../../../../contract/reports.ts';
import { type ComparedReport, comparedParts, type ReportPart } from './report-difference.ts';

const report = (pivot: object, rest: object = {}, title = 'One'): ComparedReport => ({
  ...{ title, description: '' },
  definition: reportDefinitionInput.parse({
    pivot: {
      rows: [{ id: 'r', member: 'orders.country' }],
      values: [{ id: 'v', source: { measure: 'orders.revenue' } }],
      ...pivot,
    },
    ...rest,
  }),
});
function textOf(part: ReportPart, { title, definition: { pivot, view } }: ComparedReport): string {
  if (part === 'title') return title;
  if (part === 'view') return view;
  return part === 'rows' ? pivot.rows.map(({ member }) => member).join() : '';
}
const changed = (before: ComparedReport, after: ComparedReport) =>
  comparedParts(before, after, textOf).filter(({ isChanged }) => isChanged);

describe('two versions of a report', () => {
  it('are the same part by part, in whatever order their keys come', () => {
    const { definition, ...rest } = report({});
    const turned = { ...rest, definition: Object.fromEntries(Object.entries(definition).toReversed()) };
    expect(changed(report({}), turned as ComparedReport)).toEqual([]);
    const parts = comparedParts(report({}), turned as ComparedReport, textOf).map(({ part }) => part);
    expect(parts).toEqual(['title', 'view', 'rows']);
  });

  it('differ where they differ, and nowhere else', () => {
    const rows = [{ id: 'r', member: 'orders.channel' }];
    expect(changed(report({}), report({ rows }, { view: 'bar' }, 'Two'))).toEqual([
      { part: 'title', before: 'One', after: 'Two', isChanged: true, isInSettings: false },
      { part: 'view', before: 'table', after: 'bar', isChanged: true, isInSettings: false },
      { part: 'rows', before: 'orders.country', after: 'orders.channel', isChanged: true, isInSettings: false },
    ]);
  });

  it('say so where the words are alike: an order, totals, a width', () => {
    const rows = [{ id: 'r', member: 'orders.country', sort: { by: 'label', direction: 'desc' } }];
    const later = report({ rows, rowTotal: 'none' }, { widths: { v: 120 } });
    expect(changed(report({}), later).map(({ part, isInSettings }) => [part, isInSettings])).toEqual([
      ['rows', true],
      ['totals', true],
      ['settings', true],
    ]);
  });

  it('are the same where a field was only taken away and put back', () => {
    const sort = (valueId: string) => ({ by: 'value', direction: 'desc', valueId });
    const made = (row: string, value: string) =>
      report(
        {
          rows: [{ id: row, member: 'orders.country', sort: sort(value) }],
          values: [
            { id: `${value}1`, source: { measure: 'orders.revenue' } },
            { id: value, source: { measure: 'orders.revenue' }, calculation: { kind: 'rank', along: 'rows' } },
          ],
        },
        { widths: { [value]: 90 }, formats: [{ id: `f${value}`, valueId: value, kind: 'bar' }] },
      );
    expect(changed(made('a', 'b'), made('c', 'd'))).toEqual([]);
  });
});
