import { InfiniteQueryObserver } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import type { Timeline } from '../../../contract/profiles.ts';
import type { Member } from '../../queries/index.ts';
import { createQueryClient } from '../../queries/index.ts';
import { RequestError } from '../../transport/index.ts';
import { ordersReport } from './orders-report.ts';
import { isGone, storyQuery } from './requests.ts';

const member = (name: string, kind: Member['kind'], type: string) => [name, { name, kind, type } as Member] as const;

describe('the page of a customer', () => {
  it('leads to a report of the revenue by month of that customer alone', () => {
    const members = new Map([
      member('orders.ordered_at', 'dimension', 'time'),
      member('orders.revenue', 'measure', 'number'),
    ]);
    const { pivot } = ordersReport(7, members);
    expect(pivot.rows).toMatchObject([{ member: 'orders.ordered_at', granularity: 'month' }]);
    expect(pivot.values).toMatchObject([{ source: { measure: 'orders.revenue' } }]);
    expect(pivot.filters).toEqual([{ member: 'orders.profile_id', operator: 'equals', values: ['7'] }]);
    members.delete('orders.revenue');
    expect(ordersReport(7, members).pivot.values).toEqual([]);
  });

  it('is gone where the host knows no such customer, not where it cannot be reached', () => {
    const refused = (status: number) => isGone(new RequestError('api/not-found', '', status));
    expect([refused(404), refused(500), refused(0), isGone(new Error('404')), isGone(null)]).toEqual([
      ...[true, false, false, false, false],
    ]);
  });

  it('begins the story with what came with the card, without asking for it again', () => {
    const first: Timeline = {
      items: [{ kind: 'order', id: 1, at: '2024-03-02T00:30:00Z', name: 'O1', details: {} }],
      next: 'older',
    };
    const client = createQueryClient();
    const story = new InfiniteQueryObserver(client, storyQuery('7', null, first));
    const stop = story.subscribe(() => {});
    const { data, isFetching, hasNextPage } = story.getCurrentResult();
    expect(data?.pages).toEqual([first]);
    expect([isFetching, hasNextPage]).toEqual([false, true]);
    stop();
    client.clear();
  });
});
