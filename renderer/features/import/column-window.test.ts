import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnWidth, columnWindow, textWidth } from './column-window.ts';

describe('column window', () => {
  it('takes the columns around the viewport', () => {
    const widths = Array.from({ length: 100 }, () => 100);
    expect(columnWindow(widths, 2000, 500, 100)).toEqual({ first: 18, end: 26, leftPad: 1800, rightPad: 7400 });
  });

  it('covers the viewport, and pads and columns make up the whole width', () => {
    const widthList = fc.array(fc.integer({ min: 96, max: 280 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(widthList, fc.nat(30_000), fc.integer({ min: 200, max: 2000 }), (widths, scroll, view) => {
        const { first, end, leftPad, rightPad } = columnWindow(widths, scroll, view);
        const inside = widths.slice(first, end).reduce((sum, width) => sum + width, 0);
        const total = widths.reduce((sum, width) => sum + width, 0);
        expect(leftPad + inside + rightPad).toBe(total);
        expect(leftPad === 0 || leftPad <= scroll).toBe(true);
        expect(rightPad === 0 || leftPad + inside >= scroll + view).toBe(true);
      }),
    );
  });

  it('Chinese letters count two, and widths stay within bounds', () => {
    expect(textWidth('订单ID')).toBe(6);
    expect(columnWidth(['a'], 24)).toBe(96);
    expect(columnWidth(['收'.repeat(300)], 24)).toBe(280);
  });
});
