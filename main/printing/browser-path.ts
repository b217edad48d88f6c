import { existsSync } from 'node:fs';
import { AppError } from '../../contract/errors.ts';
import { packedBrowser } from './packed-browser.ts';

/** Where browsers of the Chromium family are usually installed. */
const installed = [
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/microsoft-edge',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  'C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * `LUOPAN_CHROMIUM`, an installed browser, or the one that comes by npm.
 *
 * @throws exports/printer-missing
 */
export async function browserPath(environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  const wanted = environment.LUOPAN_CHROMIUM;
  if (wanted) {
    if (existsSync(wanted)) return wanted;
    throw new AppError('exports/printer-missing', { params: { path: wanted } });
  }
  const found = installed.find((path) => existsSync(path));
  if (found !== undefined) return found;
  try {
    return await packedBrowser();
  } catch (cause) {
    throw new AppError('exports/printer-missing', { params: { path: '@sparticuz/chromium' }, cause });
  }
}
