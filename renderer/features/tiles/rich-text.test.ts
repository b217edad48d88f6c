import { expect, it } from 'vitest';
import { parseText } from './rich-text.ts';

it('reads headings, lists, strong words and live figures, and leaves markup as text', () => {
  expect(parseText('# Week 45\n- up **12%**\n- at {{ orders.revenue }}\n\n<b>plain</b> {{not a member}}')).toEqual([
    { kind: 'heading', parts: [{ kind: 'plain', text: 'Week 45' }] },
    {
      kind: 'list',
      items: [
        [
          { kind: 'plain', text: 'up ' },
          { kind: 'strong', text: '12%' },
        ],
        [
          { kind: 'plain', text: 'at ' },
          { kind: 'figure', member: 'orders.revenue' },
        ],
      ],
    },
    { kind: 'paragraph', parts: [{ kind: 'plain', text: '<b>plain</b> {{not a member}}' }] },
  ]);
});
