import { useEffect, useRef, useState } from 'react';

const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

/**
 * Takes files dropped anywhere on the window, so that missing a zone by a hair does not make the browser open the file.
 * @returns whether files hover over the window now
 */
export function useWindowDrop(onFiles: (files: File[]) => void): boolean {
  const [isOver, setIsOver] = useState(false);
  const latest = useRef(onFiles);
  useEffect(() => {
    latest.current = onFiles;
  }, [onFiles]);
  useEffect(() => {
    // Entering a child fires before leaving its parent: only a balance of zero is outside.
    let depth = 0;
    const listeners = {
      dragenter: () => {
        depth += 1;
        setIsOver(true);
      },
      dragover: () => undefined,
      dragleave: () => {
        depth = Math.max(0, depth - 1);
        if (depth === 0) setIsOver(false);
      },
      drop: (event: DragEvent) => {
        depth = 0;
        setIsOver(false);
        latest.current([...(event.dataTransfer?.files ?? [])]);
      },
    };
    const wrapped = Object.entries(listeners).map(([type, listener]) => {
      const handle = (event: Event) => {
        if (!(event instanceof DragEvent) || !carriesFiles(event)) return;
        event.preventDefault();
        listener(event);
      };
      window.addEventListener(type, handle);
      return () => window.removeEventListener(type, handle);
    });
    return () => {
      for (const remove of wrapped) remove();
    };
  }, []);
  return isOver;
}
