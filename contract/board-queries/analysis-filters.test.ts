import { describe, expect, it } from 'vitest';
import { funnelInput } from '../analytics.ts';
import { analysisFilters, narrowed } from './analysis-filters.ts';
import { blankValue } from './scope.ts';

const orders = { event: 'order_placed' };
const funnel = { analysis: 'funnel' as const, ignores: [], question: { steps: [orders, { event: 'order_returned' }] } };
const france = { member: 'orders.country', values: ['France', 'Spain'] };
const condition = { property: 'country', operator: 'exact' as const, value: ['France', 'Spain'] };

describe('filters of a board on orders', () => {
  it('narrow every event of an analysis of orders', () => {
    const { conditions, unreached } = analysisFilters(funnel, {
      filters: [france, { member: 'orders.channel', values: [] }],
    });
    expect([conditions, unreached]).toEqual([[condition], []]);
    const own = { property: 'store', operator: 'exact', value: 'A' };
    const question = { steps: [orders, { ...orders, filters: [own] }], window: null };
    const asked = narrowed('funnel', question, conditions);
    expect(asked).toEqual({
      steps: [
        { ...orders, filters: [condition] },
        { ...orders, filters: [own, condition] },
      ],
      window: null,
    });
    expect(funnelInput.parse(asked).steps[1]?.filters).toEqual([own, condition]);
    const period = { target: orders, returning: orders, period: 'month' };
    expect(narrowed('retention', period, conditions)).toEqual({
      ...{ target: { ...orders, filters: [condition] }, returning: { ...orders, filters: [condition] } },
      period: 'month',
    });
  });

  it('leave an analysis whole where they would mean something else, and are named', () => {
    const untouched = (tile: Omit<Parameters<typeof analysisFilters>[0], 'ignores'>, filter = france) =>
      expect(analysisFilters({ ignores: [], ...tile }, { filters: [filter] })).toEqual({
        conditions: [],
        unreached: [filter.member],
      });
    untouched({ analysis: 'funnel', question: { steps: [{ event: 'view' }, orders] } });
    untouched({ analysis: 'lifecycle', question: { event: { event: null } } });
    untouched({ analysis: 'lifecycle', question: { event: { anyOf: ['order_placed', 'ticket_opened'] } } });
    untouched({ analysis: 'retention', question: { target: orders, returning: orders, revenue: true } });
    untouched({ analysis: 'rfm', question: {} });
    untouched(funnel, { member: 'orders.customer_kind', values: ['company'] });
    untouched(funnel, { member: 'events.channel', values: ['app'] });
    untouched(funnel, { member: 'orders.channel', values: ['web', blankValue] });
  });

  it('are neither applied nor named where the tile leaves them aside, unless they are one reader’s part', () => {
    const ignoring = { ...funnel, ignores: ['orders.country'] };
    expect(analysisFilters(ignoring, { filters: [france] })).toEqual({ conditions: [], unreached: [] });
    const slice = { member: 'orders.country', value: 'France' };
    const held = { filters: [{ member: slice.member, values: [slice.value] }], slice };
    expect(analysisFilters(ignoring, held).conditions).toEqual([{ ...condition, value: ['France'] }]);
  });

  it('ask for orders without a value', () => {
    expect(analysisFilters(funnel, { filters: [{ member: 'orders.channel', values: [blankValue] }] })).toEqual({
      ...{ conditions: [{ property: 'channel', operator: 'is_not_set' }], unreached: [] },
    });
  });
});
