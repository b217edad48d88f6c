/** Door of printing with a browser; the desktop brings its own printer. */
export { browserPath } from './browser-path.ts';
export { ChromiumPrinter } from './chromium-printer.ts';
export { withProperties } from './document-properties.ts';
