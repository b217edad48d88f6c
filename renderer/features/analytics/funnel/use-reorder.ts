import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';

interface Drag {
  from: number;
  /** Where it would come to lie. */
  to: number;
  /** How far the pointer has gone, px. */
  offset: number;
}

/**
 * Reordering a column by its handles: by pointer, with the dragged item following it, and by the arrow keys.
 *
 * @param onMove called once, with the places before and after
 */
export function useReorder(count: number, onMove: (from: number, to: number) => void) {
  const list = useRef<HTMLOListElement>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const start = useRef({ y: 0, centers: [] as number[] });

  const handle = (index: number) => ({
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0 || count < 2) return;
      event.preventDefault();
      event.currentTarget.focus();
      event.currentTarget.setPointerCapture(event.pointerId);
      const boxes = [...(list.current?.children ?? [])].map((item) => item.getBoundingClientRect());
      start.current = { y: event.clientY, centers: boxes.map(({ top, height }) => top + height / 2) };
      setDrag({ from: index, to: index, offset: 0 });
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (drag === null) return;
      const offset = event.clientY - start.current.y;
      const center = (start.current.centers[drag.from] ?? 0) + offset;
      const to = start.current.centers.filter((other, i) =>
        i < drag.from ? other < center : i > drag.from && other < center,
      ).length;
      setDrag({ ...drag, to, offset });
    },
    onPointerUp: () => {
      if (drag && drag.to !== drag.from) onMove(drag.from, drag.to);
      setDrag(null);
    },
    onPointerCancel: () => setDrag(null),
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
      if (by === 0) return;
      event.preventDefault();
      const to = index + by;
      if (to < 0 || to >= count) return;
      onMove(index, to);
      // The handle of the item's new place has the focus from now on.
      requestAnimationFrame(() => {
        list.current?.children[to]?.querySelector<HTMLElement>('[data-handle]')?.focus();
      });
    },
  });

  /** How an item lies while another one, or it itself, is dragged. */
  const place = (index: number) => {
    if (drag === null) return {};
    if (index === drag.from) {
      return { style: { transform: `translateY(${drag.offset}px)`, zIndex: 2 }, 'data-dragged': true };
    }
    const gap = (start.current.centers[1] ?? 0) - (start.current.centers[0] ?? 0);
    const isPassedDown = index > drag.from && index <= drag.to;
    const isPassedUp = index < drag.from && index >= drag.to;
    const shift = isPassedDown ? -gap : isPassedUp ? gap : 0;
    return { style: { transform: `translateY(${shift}px)` }, 'data-shifting': true };
  };
  return { list, handle, place, isDragging: drag !== null };
}
