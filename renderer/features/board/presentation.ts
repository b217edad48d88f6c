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
      if (document.fullscreenElement) return;
      endPresentation();
      setState({ isOn: false, wasLeft: true });
    };
    root.dataset.presenting = '';
    enlarge();
    addEventListener('resize', enlarge);
    document.addEventListener('fullscreenchange', follow);
    const [stopResting, letSleep] = [restPointer(root), keepAwake()];
    return () => {
      // From board to board a slideshow goes on: nothing of the page around them shows in between.
      if (!new URLSearchParams(location.search).has('slides')) endPresentation();
      removeEventListener('resize', enlarge);
      document.removeEventListener('fullscreenchange', follow);
      stopResting();
      letSleep();
    };
  }, [isOn]);

  const leave = useCallback(() => {
    endPresentation();
    setState({ isOn: false, wasLeft: true });
    if (document.fullscreenElement) void document.exitFullscreen();
  }, []);
  const start = useCallback(() => {
    setState({ isOn: true, wasLeft: false });
    if (!document.fullscreenElement) document.documentElement.requestFullscreen?.().catch(() => undefined);
  }, []);
  return useMemo(() => ({ isOn, wasLeft, start, leave, toggle: isOn ? leave : start }), [isOn, wasLeft, start, leave]);
}

/** The page is shown with everything around the board again. */
export function endPresentation(): void {
  delete document.documentElement.dataset.presenting;
}

/** A pointer at rest this long is not shown over what is presented. */
const restMs = 3000;

function restPointer(root: HTMLElement): () => void {
  let timer = 0;
  const move = () => {
    delete root.dataset.resting;
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      root.dataset.resting = '';
    }, restMs);
  };
  move();
  addEventListener('pointermove', move);
  addEventListener('pointerdown', move);
  return () => {
    clearTimeout(timer);
    delete root.dataset.resting;
    removeEventListener('pointermove', move);
    removeEventListener('pointerdown', move);
  };
}

/** The screen does not go dark meanwhile, where the browser grants that; it takes it back from a page out of sight. */
function keepAwake(): () => void {
  let lock: WakeLockSentinel | null = null;
  let isOver = false;
  const ask = async () => {
    if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
    const got = await navigator.wakeLock.request('screen').catch(() => null);
    if (isOver) void got?.release();
    else lock = got;
  };
  const onVisible = () => void ask();
  onVisible();
  document.addEventListener('visibilitychange', onVisible);
  return () => {
    isOver = true;
    document.removeEventListener('visibilitychange', onVisible);
    void lock?.release();
  };
}
