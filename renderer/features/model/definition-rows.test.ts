import { describe, expect, it } from 'vitest';
import { type MemberDefinition, memberDefinitionInput } from '../../../contract/model.ts';
import { comparedRows, definitionRows } from './definition-rows.ts';

const words = { 'zh-CN': { title: '英国销售额' }, en: { title: 'UK revenue' } };
const filtered = (values: string[]): MemberDefinition =>
  memberDefinitionInput.parse({
    ...{ type: 'measure', view: 'orders', name: 'uk_revenue', words, format: 'money' },
    body: {
      ...{ kind: 'filtered', measure: 'orders.revenue' },
      conditions: [{ member: 'orders.country', operator: 'equals', values }],
    },
  });

describe('a definition in lines', () => {
  it('says every part once, conditions one below the other', () => {
    const rows = definitionRows(filtered(['United Kingdom', 'EIRE']));
    expect(rows.find(({ path }) => path === 'body.conditions')?.text).toBe(
      'orders.country equals United Kingdom, EIRE',
    );
    expect(new Set(rows.map(({ path }) => path)).size).toBe(rows.length);
  });

  it('beside another: what only one has is empty in the other', () => {
    const ratio = memberDefinitionInput.parse({
      ...{ type: 'measure', view: 'orders', name: 'uk_revenue', words, format: 'money' },
      body: { kind: 'ratio', over: 'orders.revenue', under: 'orders.count' },
    });
    const rows = comparedRows(filtered(['EIRE']), ratio);
    const changed = rows.filter(({ before, after }) => before !== after);
    expect(changed).toEqual([
      { path: 'body.kind', before: 'filtered', after: 'ratio' },
      { path: 'body.over', before: '', after: 'orders.revenue' },
      { path: 'body.under', before: '', after: 'orders.count' },
      { path: 'body.measure', before: 'orders.revenue', after: '' },
      { path: 'body.conditions', before: 'orders.country equals EIRE', after: '' },
    ]);
  });
});
