import { describe, expect, it } from 'vitest';
import { type MemberDefinition, memberDefinitionInput } from '../../../contract/model.ts';
import { modelEn } from '../../i18n/words/model.en.ts';
import { type CodeWord, comparedRows, definitionRows } from './definition-rows.ts';

const words = { 'zh-CN': { title: '英国销售额' }, en: { title: 'UK revenue' } };
const titles: Record<string, string> = { orders: 'Orders', 'orders.revenue': 'Revenue', 'orders.country': 'Country' };
const word: CodeWord = (group, code) => {
  if (group === 'members' || group === 'views') return titles[code] ?? code;
  return (modelEn[group] as Record<string, string>)[code] ?? `no word: ${group}.${code}`;
};
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
    const rows = definitionRows(filtered(['United Kingdom', 'EIRE']), word);
    expect(rows.find(({ path }) => path === 'body.conditions')?.text).toBe('Country is United Kingdom, EIRE');
    expect(rows.find(({ path }) => path === 'view')?.text).toBe('Orders');
    expect(rows.find(({ path }) => path === 'format')?.text).toBe('Money');
    expect(new Set(rows.map(({ path }) => path)).size).toBe(rows.length);
  });

  it('beside another: what only one has is empty in the other', () => {
    const ratio = memberDefinitionInput.parse({
      ...{ type: 'measure', view: 'orders', name: 'uk_revenue', words, format: 'money' },
      body: { kind: 'ratio', over: 'orders.revenue', under: 'orders.count' },
    });
    const rows = comparedRows(filtered(['EIRE']), ratio, word);
    const changed = rows.filter(({ before, after }) => before !== after);
    expect(changed).toEqual([
      { path: 'body.kind', before: 'A metric with conditions', after: 'One metric ÷ another' },
      { path: 'body.over', before: '', after: 'Revenue' },
      { path: 'body.under', before: '', after: 'orders.count' },
      { path: 'body.measure', before: 'Revenue', after: '' },
      { path: 'body.conditions', before: 'Country is EIRE', after: '' },
    ]);
  });

  it('says every code of a calculation in words', () => {
    const dimension = (body: object) =>
      memberDefinitionInput.parse({ ...{ type: 'dimension', view: 'orders', name: 'part', words }, body });
    const said = (definition: MemberDefinition, path: string) =>
      definitionRows(definition, word).find((row) => row.path === path)?.text;
    const average = memberDefinitionInput.parse({
      ...{ type: 'measure', view: 'orders', name: 'average', words },
      body: { kind: 'aggregate', function: 'average', member: 'orders.net' },
    });
    expect(said(average, 'body.function')).toBe('Average');
    expect(said(average, 'body.member')).toBe('orders.net');
    const month = dimension({ kind: 'date', member: 'orders.ordered_at', part: 'month' });
    expect([said(month, 'body.kind'), said(month, 'body.part')]).toEqual(['Part of a date', 'Month (1–12)']);
    expect(said(dimension({ kind: 'text', member: 'orders.store', part: 'first' }), 'body.part')).toBe(
      'First characters',
    );
    const condition = (value: string) => [{ member: 'orders.hour', operator: 'gte', values: [value] }];
    const cases = [
      { label: 'Late', conditions: condition('18') },
      { label: 'By day', conditions: condition('8') },
    ];
    expect(said(dimension({ kind: 'cases', cases }), 'body.cases')).toBe(
      'Late orders.hour at least 18\nBy day orders.hour at least 8',
    );
  });
});
