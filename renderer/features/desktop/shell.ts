import type { Desktop } from '../../../contract/desktop.ts';

declare global {
  interface Window {
    readonly desktop?: Desktop;
  }
}

/** The shell around this window; null in a browser. */
export const shell: Desktop | null = window.desktop ?? null;
