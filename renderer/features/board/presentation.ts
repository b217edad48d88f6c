import { useCallback, useEffect, useState } from 'react';

export interface Presentation {
  isOn: boolean;
  toggle: () => void;
  leave: () => void;
}

/** Width for which boards are laid out; a larger screen enlarges them, so that the last row can read too. */
const designWidth = 1400;
const largestZoom = 1.8;

/** Full screen without rail and buttons. Where the browser refuses full screen, the page alone is cleared. */
export function usePresentation(): Presentation {
  const [isOn, setIsOn] = useState(false);

  useEffect(() => {
    const root = document.documentElement;
    if (!isOn) return;
    const enlarge = () => {
      const zoom = Math.min(largestZoom, Math.max(1, innerWidth / designWidth));
      root.style.setProperty('--presentation-zoom', zoom.toFixed(3));
    };
    const follow = () => {
      if (!document.fullscreenElement) setIsOn(false);
    };
    root.dataset.presenting = '';
    enlarge();
    addEventListener('resize', enlarge);
    document.addEventListener('fullscreenchange', follow);
    return () => {
      delete root.dataset.presenting;
      removeEventListener('resize', enlarge);
      document.removeEventListener('fullscreenchange', follow);
    };
  }, [isOn]);

  const leave = useCallback(() => {
    setIsOn(false);
    if (document.fullscreenElement) void document.exitFullscreen();
  }, []);
  const toggle = useCallback(() => {
    if (isOn) return leave();
    setIsOn(true);
    document.documentElement.requestFullscreen?.().catch(() => undefined);
  }, [isOn, leave]);
  return { isOn, toggle, leave };
}
