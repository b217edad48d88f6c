import { type RefObject, useEffect, useRef, useState } from 'react';

/**
 * How wide an element is, followed while it changes.
 *
 * @param initial px until it has been measured
 */
export function useWidth(initial: number): [box: RefObject<HTMLDivElement | null>, width: number] {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(initial);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [box, width];
}
