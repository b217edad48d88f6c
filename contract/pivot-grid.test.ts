import { expect, it } from 'vitest';
import { unknownMember } from './board-queries/index.ts';
import { pivotInput, pivotOutput } from './pivot.ts';
import { pivotGrid } from './pivot-grid.ts';
import { reportDefinitionInput } from './reports.ts';

const ordered = { ...unknownMember('orders.ordered_at'), kind: 'dimension', type: 'time' } as const;

it('files and paper name the steps of a fiscal year as the screen does', () => {
  const step = (id: string, granularity: string) => ({ id, member: ordered.name, granularity });
  const pivot = pivotInput.parse({ rows: [step('y', 'fiscal_year'), step('q', 'fiscal_quarter')] });
  const [year, quarter] = ['2011-04-01T00:00:00.000', '2012-01-01T00:00:00.000'];
  const line = { kind: 'member', value: null, isCollapsed: false, isBlank: false };
  const output = pivotOutput.parse({
    ...{ version: '1', rowCount: 2, columnCount: 1, ranges: [], truncated: { rows: null, columns: null } },
    rows: [
      { ...line, kind: 'group', path: [year] },
      { ...line, path: [year, quarter] },
    ],
    ...{ columns: [{ ...line, path: [] }], cells: [[null], [null]], elapsedMs: 0 },
  });
  const definition = reportDefinitionInput.parse({ pivot: {} });
  const heads = (language: 'en' | 'zh-CN') =>
    pivotGrid(pivot, output, {
      ...{ definition, members: new Map([[ordered.name, ordered]]), language, fiscalStart: 4 },
    }).rows.map((row) => row.heads[0]);
  expect(heads('en')).toEqual(['FY2012', 'FY2012 Q4']);
  expect(heads('zh-CN')).toEqual(['2012财年', '2012财年第4季度']);
});
