import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonBytes } from './json-bytes.ts';
import { unpack } from './packed-rows.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test('numbers come back as they were packed, over any number of messages', () => {
  const numbers = fc.array(fc.maxSafeInteger(), { maxLength: 30 });
  fc.assert(
    fc.property(fc.array(numbers, { maxLength: 5 }), (messages) => {
      const packed = messages.map((message) => bytes(message.join(' ')));
      // An empty list in Float64Array keeps no sign on zero, nor does the text.
      expect([...unpack(packed)].map((value) => value + 0)).toEqual(messages.flat().map((value) => value + 0));
    }),
  );
});

test('a list longer than one piece is the same JSON as in one go', () => {
  for (const length of [0, 1, 19_999, 20_000, 20_001, 45_000]) {
    const items = Array.from({ length }, (_, i) => ({ i, name: '客户' }));
    const parsed: unknown = JSON.parse(new TextDecoder().decode(jsonBytes({ a: 1 }, 'items', items)));
    expect(parsed).toEqual({ a: 1, items });
  }
  expect(new TextDecoder().decode(jsonBytes({}, 'items', [1]))).toBe('{"items":[1]}');
});
