import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';

/** A rectangle in pixels from the upper left corner of the grid. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

interface MarqueeTerms {
  /** The grid; its tiles have their id in `data-marquee`. */
  grid: RefObject<HTMLElement | null>;
  /** Tiles chosen before, which Shift or Ctrl keep. */
  chosen: ReadonlySet<string>;
  choose: (ids: ReadonlySet<string>) => void;
}

interface Drag {
  x: number;
  y: number;
  kept: ReadonlySet<string>;
  before: ReadonlySet<string>;
  last: { clientX: number; clientY: number };
}

/** As far as a hand trembles in a click. */
const threshold = 4;
/** So near to the edge of the window the page goes along. */
const edge = 36;

/** Whether two rectangles share any area. */
export function meets(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/**
 * Chooses tiles by a rectangle drawn from a free place of the grid; what it touches is chosen while it is drawn.
 * Escape takes it back.
 */
export function useMarquee({ grid, chosen, choose }: MarqueeTerms) {
  const [box, setBox] = useState<Box | null>(null);
  const drag = useRef<Drag | null>(null);
  const isOn = box !== null;
  const follow = () => {
    const { current } = drag;
    const element = grid.current;
    if (!current || !element) return;
    const at = element.getBoundingClientRect();
    const x = Math.min(Math.max(current.last.clientX - at.left, 0), at.width);
    const y = Math.min(Math.max(current.last.clientY - at.top, 0), at.height);
    if (!isOn && Math.hypot(x - current.x, y - current.y) < threshold) return;
    const next = {
      ...{ left: Math.min(x, current.x), right: Math.max(x, current.x) },
      ...{ top: Math.min(y, current.y), bottom: Math.max(y, current.y) },
    };
    setBox(next);
    choose(new Set([...current.kept, ...touched(element, next)]));
  };
  const latest = useRef({ follow, choose });
  latest.current = { follow, choose };
  useEffect(() => {
    if (!isOn) return;
    const end = () => {
      drag.current = null;
      setBox(null);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !drag.current) return;
      event.stopPropagation();
      latest.current.choose(drag.current.before);
      end();
    };
    const onScroll = () => latest.current.follow();
    let frame = requestAnimationFrame(function goAlong() {
      const y = drag.current?.last.clientY;
      const step = y === undefined ? 0 : y > innerHeight - edge ? 12 : y < edge ? -12 : 0;
      if (step !== 0) scrollBy({ top: step, behavior: 'instant' });
      frame = requestAnimationFrame(goAlong);
    });
    addEventListener('keydown', onKey, true);
    addEventListener('scroll', onScroll, true);
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener('keydown', onKey, true);
      removeEventListener('scroll', onScroll, true);
    };
  }, [isOn]);
  const start = (event: PointerEvent<HTMLElement>) => {
    const at = event.currentTarget.getBoundingClientRect();
    const isAdding = event.ctrlKey || event.metaKey || event.shiftKey;
    const [x, y] = [event.clientX - at.left, event.clientY - at.top];
    drag.current = { x, y, before: chosen, kept: isAdding ? chosen : new Set(), last: event.nativeEvent };
    if (!isAdding) choose(new Set());
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const move = ({ clientX, clientY }: PointerEvent<HTMLElement>) => {
    if (!drag.current) return;
    drag.current.last = { clientX, clientY };
    follow();
  };
  const stop = () => {
    if (isOn && grid.current) focusOne(grid.current, chosen);
    drag.current = null;
    setBox(null);
  };
  return { box, start, move, stop };
}

/** Keys act on what has the focus: one of those chosen. */
function focusOne(grid: HTMLElement, chosen: ReadonlySet<string>): void {
  const tiles = [...grid.querySelectorAll<HTMLElement>('[data-marquee]')];
  const [first, ...others] = tiles.filter(({ dataset }) => chosen.has(dataset.marquee ?? ''));
  if (![first, ...others].some((tile) => tile === document.activeElement)) first?.focus({ preventScroll: true });
}

function touched(grid: HTMLElement, box: Box): string[] {
  const at = grid.getBoundingClientRect();
  return [...grid.querySelectorAll<HTMLElement>('[data-marquee]')]
    .filter((tile) => {
      const { left, right, top, bottom } = tile.getBoundingClientRect();
      const place = { left: left - at.left, right: right - at.left, top: top - at.top, bottom: bottom - at.top };
      return meets(box, place);
    })
    .map(({ dataset }) => dataset.marquee ?? '');
}
