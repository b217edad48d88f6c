/** What the desktop window's preload gives to the page as `window.desktop`; absent in a browser. Frozen data, no calls. */
export interface Desktop {
  readonly platform: 'win32' | 'darwin' | 'linux' | 'other';
  readonly version: string;
}
