import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bounds, placeWindow } from './window-state.ts';

const laptop: Bounds = { x: 0, y: 25, width: 1440, height: 875 };
const desk: Bounds = { x: 1440, y: 0, width: 2560, height: 1415 };

describe('a window opens', () => {
  it('in the middle of the main screen the first time, never larger than it', () => {
    expect(placeWindow(null, [laptop])).toEqual({ x: 0, y: 25, width: 1440, height: 875, isMaximized: false });
    expect(placeWindow(null, [desk])).toEqual({ x: 2000, y: 258, width: 1440, height: 900, isMaximized: false });
  });

  it('where it was, on whichever screen', () => {
    const state = { x: 1600, y: 100, width: 1800, height: 1000, isMaximized: true };
    expect(placeWindow(state, [laptop, desk])).toEqual(state);
  });

  it('on a screen that is there when its own was taken away', () => {
    const state = { x: 1600, y: 100, width: 1800, height: 1000, isMaximized: false };
    expect(placeWindow(state, [laptop])).toEqual({ x: 0, y: 25, width: 1440, height: 875, isMaximized: false });
  });

  it('within reach of the mouse, whatever was remembered and whatever screens there are', () => {
    const coordinate = fc.integer({ min: -8000, max: 8000 });
    const extent = fc.integer({ min: 1, max: 9000 });
    const state = fc.record({ x: coordinate, y: coordinate, width: extent, height: extent, isMaximized: fc.boolean() });
    const area = fc.record({
      x: coordinate,
      y: coordinate,
      width: fc.integer({ min: 800, max: 4000 }),
      height: fc.integer({ min: 600, max: 3000 }),
    });
    fc.assert(
      fc.property(fc.option(state), fc.array(area, { minLength: 1, maxLength: 3 }), (remembered, areas) => {
        const { x, y, width } = placeWindow(remembered, areas);
        const isReachable = areas.some(
          (one) =>
            Math.min(x + width, one.x + one.width) - Math.max(x, one.x) >= 100 &&
            y >= one.y - 8 &&
            y + 24 <= one.y + one.height,
        );
        expect(isReachable).toBe(true);
      }),
    );
  });
});
