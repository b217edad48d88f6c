import { expect, test } from 'vitest';
import { orderStages } from './stage-order.ts';

const use = (stage: string, meanDays: number | null, standing = 1, lost = 0, won = 0) => ({
  ...{ stage, meanDays, standing, lost, won },
});

test('stages follow one another as most opportunities went through them', () => {
  const uses = [use('Offer', 5), use('Lead', 9), use('Demo', 1)];
  const order = orderStages(uses, [
    { earlier: 'Lead', later: 'Demo', count: 8 },
    { earlier: 'Demo', later: 'Lead', count: 2 },
    { earlier: 'Demo', later: 'Offer', count: 5 },
    { earlier: 'Lead', later: 'Offer', count: 5 },
  ]);
  expect(order).toEqual(['Lead', 'Demo', 'Offer']);
});

test('without histories the mean day of entering decides, and a stage of the lost is no step', () => {
  expect(orderStages([use('Offer', 20), use('Lead', 0), use('Closed Lost', 30, 5, 5)], [])).toEqual(['Lead', 'Offer']);
});

test('what nothing dates stands first, unless everybody in it is won', () => {
  const uses = [use('Won', null, 3, 0, 3), use('Engaging', 0), use('Prospecting', null), use('Offer', 9)];
  const order = orderStages(uses, [{ earlier: 'Engaging', later: 'Offer', count: 2 }]);
  expect(order).toEqual(['Prospecting', 'Engaging', 'Offer', 'Won']);
});
