import { expect, it } from 'vitest';
import { localTimeText } from './local-time-text.ts';

it('shows an instant on the clock of a zone', () => {
  expect(localTimeText('2024-02-29T16:00:00Z', 'Asia/Shanghai')).toBe('2024-03-01 00:00');
  expect(localTimeText('2024-07-01T10:00:05Z', 'Europe/Berlin')).toBe('2024-07-01 12:00:05');
  expect(localTimeText('2024-01-01T10:00:00Z', 'Europe/Berlin')).toBe('2024-01-01 11:00');
  expect(localTimeText('soon', 'UTC')).toBe('soon');
});
