import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changed, redone, timelineOf, undone } from './timeline.ts';

describe('taking edits back', () => {
  it('goes back and forth one edit at a time', () => {
    let timeline = changed(changed(timelineOf(0), 1, 'a', 0), 2, 'b', 10);
    timeline = undone(timeline);
    expect(timeline.present).toBe(1);
    timeline = undone(undone(timeline));
    expect(timeline.present).toBe(0);
    expect(redone(redone(redone(timeline))).present).toBe(2);
  });

  it('takes a dragged slider back in one step', () => {
    let timeline = timelineOf(0);
    for (let i = 1; i <= 20; i += 1) timeline = changed(timeline, i, 'window', i * 30);
    expect(timeline.present).toBe(20);
    expect(undone(timeline).present).toBe(0);
    // A pause ends the gesture.
    expect(undone(changed(timeline, 21, 'window', 600 + 900)).present).toBe(20);
  });

  it('forgets what was taken back once something else is edited', () => {
    const timeline = changed(undone(changed(timelineOf('a'), 'b', '', 0)), 'c', '', 1);
    expect(redone(timeline).present).toBe('c');
  });

  it('an edit that changes nothing is no step', () => {
    expect(changed(timelineOf({ a: 1 }), { a: 1 }, '', 0).past).toEqual([]);
  });

  it('undoing everything always comes back to the start', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer(), fc.constantFrom('', 'x', 'y'), fc.nat(2000))), (edits) => {
        let timeline = timelineOf(-1);
        let at = 0;
        for (const [value, gesture, pause] of edits) {
          at += pause;
          timeline = changed(timeline, value, gesture, at);
        }
        for (let i = 0; i <= edits.length; i += 1) timeline = undone(timeline);
        expect(timeline.present).toBe(-1);
      }),
    );
  });
});
