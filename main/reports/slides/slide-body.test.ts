import { describe, expect, it } from 'vitest';
import type { CubeRow } from '../../../contract/board-queries/index.ts';
import type { Table, TableColumn } from '../tables/table.ts';
import { bodyOf } from './slide-body.ts';

const number = (key: string, title: string, unit: TableColumn['unit']): TableColumn => ({
  ...{ key, title, unit },
  kind: 'number',
});
const table = (columns: TableColumn[], rows: CubeRow[], chart: Table['chart'] = null): Table => ({
  ...{ title: 'T', notes: [], columns, rows: [rows], chart },
});
const terms = { language: 'en' as const, currency: 'GBP', isNumber: false, isPie: false };

describe('a figure on a slide', () => {
  const columns = [
    { key: 'name', title: 'Name', kind: 'text' as const, unit: 'number' as const },
    number('value', 'Value', 'count'),
    number('previous_year', 'Last year', 'count'),
    number('previous_period', 'Before', 'count'),
  ];

  it('is written once where it is whole, and with nothing where there is nothing to compare it with', async () => {
    const rows = [{ name: 'Orders', value: '768', previous_year: null, previous_period: '600' }];
    const body = await bodyOf(table(columns, rows), { ...terms, isNumber: true });
    expect(body).toEqual({ kind: 'figure', text: '768', lines: ['Before: 600'] });
  });

  it('has all its digits below where it is shortened', async () => {
    const money = [columns[0] as TableColumn, number('value', 'Value', 'money')];
    const body = await bodyOf(table(money, [{ name: 'Revenue', value: '1479884.13' }]), { ...terms, isNumber: true });
    expect(body).toMatchObject({ kind: 'figure', lines: ['£1,479,884.13'] });
  });
});

it('a number that names its row is written digit for digit, unlike a figure', async () => {
  const columns = [{ ...number('id', 'Id', 'number'), isLabel: true }, number('sum', 'Sum', 'number')];
  const body = await bodyOf(table(columns, [{ id: '3352', sum: '3352' }]), terms);
  expect(body).toMatchObject({ kind: 'table', rows: [[{ text: '3352' }, { text: '3,352.00' }]] });
});

describe('a number that names its row', () => {
  const text = (key: string): TableColumn => ({ key, title: key, kind: 'text', unit: 'number' });
  const id: TableColumn = { ...number('id', 'Id', 'number'), isLabel: true, namedBy: 'name' };
  const sum = number('sum', 'Sum', 'count');

  it('is left to programs beside the name of the same thing', async () => {
    const body = await bodyOf(table([id, text('name'), sum], [{ id: '3352', name: 'Ada', sum: '7' }]), terms);
    expect(body).toMatchObject({ rows: [[{ text: 'Ada' }, { text: '7' }]], columnCount: 2 });
  });

  it('stays beside any other text', async () => {
    const year: TableColumn = { ...number('year', 'Year', 'number'), isLabel: true };
    const rows = [{ id: '3352', year: '2024', country: 'Kenya', sum: '7' }];
    const body = await bodyOf(table([id, year, text('country'), sum], rows), terms);
    expect(body).toMatchObject({
      rows: [['3352', '2024', 'Kenya', '7'].map((one) => ({ text: one }))],
      columnCount: 4,
    });
  });
});

describe('parts of a whole on a slide', () => {
  const text: TableColumn = { key: 'country', title: 'Country', kind: 'text', unit: 'number' };
  const columns = [text, number('revenue', 'Revenue', 'money')];
  const rows = ['60', '25'].map((revenue, index) => ({ country: `C${index}`, revenue }));
  const pie = (rest?: number | null) =>
    bodyOf(
      table(columns, rows, {
        ...{ kind: 'column', category: 'country', values: ['revenue'], rowCount: rows.length },
        ...(rest === undefined ? {} : { rest }),
      }),
      { ...terms, isPie: true },
    );

  it('are all there are, or with what a limit left out as one more', async () => {
    expect(await pie()).toMatchObject({ isWhole: true, categories: ['C0', 'C1'], series: [{ values: [60, 25] }] });
    expect(await pie(15)).toMatchObject({
      ...{ isWhole: true, categories: ['C0', 'C1', 'Other'], series: [{ values: [60, 25, 15] }] },
    });
  });

  it('tell no shares where the rest is not known, or where there are more than can be drawn', async () => {
    expect(await pie(null)).toMatchObject({ isWhole: false, categories: ['C0', 'C1'] });
    const many = Array.from({ length: 70 }, (_, index) => ({ country: `C${index}`, revenue: '1' }));
    expect(await bodyOf(table(columns, many), { ...terms, isPie: true })).toMatchObject({
      shape: 'pie',
      isWhole: false,
    });
  });
});

it.each([
  ['money', '1500', '"£"#,##0;-"£"#,##0'],
  ['money', '1.5', '"£"#,##0.00;-"£"#,##0.00'],
  ['percent', '0.5', '0.0%'],
  ['number', '1500', 'General'],
] as const)('the scale of a chart of %s up to %s is %s', async (unit, value, format) => {
  const columns = [
    { key: 'day', title: 'Day', kind: 'date' as const, unit: 'number' as const },
    number('value', 'Value', unit),
  ];
  const rows = ['2024-01-01', '2024-01-02'].map((day) => ({ day, value }));
  const chart = { kind: 'line' as const, category: 'day', values: ['value'], rowCount: 2 };
  expect(await bodyOf(table(columns, rows, chart), terms)).toMatchObject({ kind: 'chart', format });
});
