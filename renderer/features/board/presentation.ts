import { useCallback, useEffect, useMemo, useState } from 'react';

export interface Presentation {
  isOn: boolean;
  /** True after a presentation of this visit was left. */
  wasLeft: boolean;
  start: () => void;
  toggle: () => void;
  leave: () => void;
}

/** Width for which boards are laid out; a larger screen enlarges them, so that the last row can read too. */
const designWidth = 1400;
const largestZoom = 1.8;

/** Full screen without rail and buttons. Where the browser refuses full screen, the page alone is cleared. */
export function usePresentation(): Presentation {
  const [state, setState] = useState({ isOn: false, wasLeft: false });
  const { isOn, wasLeft } = state;

  useEffect(() => {
    const root = document.documentElement;
    if (!isOn) return;
    const enlarge = () => {
      const zoom = Math.min(largestZoom, Math.max(1, innerWidth / designWidth));
      root.style.setProperty('--presentation-zoom', zoom.toFixed(3));
    };
    const follow = () => {
      if (!document.fullscreenElement) setState({ isOn: false, wasLeft: true });
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
    setState({ isOn: false, wasLeft: true });
    if (document.fullscreenElement) void document.exitFullscreen();
  }, []);
  const start = useCallback(() => {
    setState({ isOn: true, wasLeft: false });
    if (!document.fullscreenElement) document.documentElement.requestFullscreen?.().catch(() => undefined);
  }, []);
  return useMemo(() => ({ isOn, wasLeft, start, leave, toggle: isOn ? leave : start }), [isOn, wasLeft, start, leave]);
}
