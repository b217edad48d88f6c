import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyHashes } from './key-hashes.ts';

const hash = fc.oneof(
  fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  // Many that want the same slot.
  fc.integer({ min: 0, max: 200 }).map((n) => n * 4294967296 + 65_535),
);

describe('hashes of keys', () => {
  it('has what was added and nothing else', () => {
    fc.assert(
      fc.property(fc.array(hash, { maxLength: 400 }), fc.array(hash, { maxLength: 100 }), (added, asked) => {
        const hashes = new KeyHashes();
        for (const one of added) hashes.add(one);
        const model = new Set(added);
        expect(hashes.size).toBe(model.size);
        for (const one of [...added, ...asked]) expect(hashes.has(one)).toBe(model.has(one));
      }),
    );
  });

  it('has those of ascending keys too, whenever somebody asks', () => {
    const step = fc.oneof(
      fc.record({ beyond: fc.array(hash, { minLength: 1, maxLength: 60 }) }),
      fc.record({ added: fc.array(hash, { maxLength: 20 }) }),
      fc.record({ isNew: hash }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), fc.array(hash, { maxLength: 40 }), (steps, asked) => {
        const hashes = new KeyHashes();
        const model = new Set<number>();
        for (const one of steps) {
          if ('beyond' in one) {
            const batch = Float64Array.from(one.beyond);
            hashes.addBeyond(batch, model.size);
            // The memory of a batch is used again.
            batch.fill(0);
            for (const each of one.beyond) model.add(each);
          } else if ('added' in one) {
            for (const each of one.added) {
              hashes.add(each);
              model.add(each);
            }
          } else {
            expect(hashes.addNew(one.isNew)).toBe(!model.has(one.isNew));
            model.add(one.isNew);
          }
        }
        for (const one of [...model, ...asked]) expect(hashes.has(one)).toBe(model.has(one));
        if (model.size > 0) expect(hashes.size).toBe(model.size);
      }),
    );
  });

  it('keeps everything when it grows', () => {
    const hashes = new KeyHashes();
    const nth = (n: number) => (n * 2_654_435_761 * 1_597_334_677) % Number.MAX_SAFE_INTEGER;
    for (let n = 1; n <= 200_000; n += 1) hashes.add(nth(n));
    let missing = 0;
    for (let n = 1; n <= 200_000; n += 1) if (!hashes.has(nth(n))) missing += 1;
    expect(missing).toBe(0);
  });
});
