import { describe, expect, it } from 'vitest';
import { nameCodes } from './name-codes.ts';

const namesOf = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ name: `n${i}`, origin: 'events' as const }));

describe('codes of names', () => {
  it('are those of the wanted names in their order, one for names that are equal', () => {
    const names = [
      { name: 'skip', origin: 'events' as const },
      { name: 'buy', origin: 'events' as const },
      { name: 'buy', origin: 'orders' as const },
      { name: 'view', origin: 'events' as const },
    ];
    const found = nameCodes(names, [false, true, true, true]);
    expect(found?.labels).toEqual(['buy', 'view']);
    expect([...(found?.byName ?? [])]).toEqual([0, 0, 0, 1]);
  });

  it('are all different up to what two bytes can tell apart, and none beyond', () => {
    const most = namesOf(65_536);
    const found = nameCodes(
      most,
      most.map(() => true),
    );
    expect(new Set(found?.byName).size).toBe(65_536);
    expect(found?.labels[found.byName[65_535] ?? 0]).toBe('n65535');
    const more = namesOf(65_537);
    expect(
      nameCodes(
        more,
        more.map(() => true),
      ),
    ).toBeNull();
    expect(
      nameCodes(
        more,
        more.map((_, i) => i > 0),
      )?.labels,
    ).toHaveLength(65_536);
  });
});
