import { useEffect, useState } from 'react';

/** Three minutes: a tile that takes two is waited for. The printer gives its own in the address. */
export const defaultWaitMs = 180_000;

/** Whether the time that tiles have is over, counted from the first sight of the page. */
export function useDeadline(waitMs: number): boolean {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsOver(true), waitMs);
    return () => clearTimeout(timer);
  }, [waitMs]);
  return isOver;
}
