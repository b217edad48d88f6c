import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const sources = globSync('**/*.ts', { cwd: import.meta.dirname })
  .filter((file) => !file.endsWith('.test.ts'))
  .map((file) => ({ file, text: readFileSync(join(import.meta.dirname, file), 'utf8') }));
const filesWith = (pattern: RegExp) => sources.filter(({ text }) => pattern.test(text)).map(({ file }) => file);

describe("Electron's checklist, as far as sources can show it", () => {
  it('reads the whole shell', () => {
    expect(sources.map(({ file }) => file)).toEqual(
      expect.arrayContaining(['desktop.ts', 'pane.ts', 'print-page.ts', join('updates', 'updates.ts')]),
    );
  });

  it('[8, 9, 10, 6] nothing that weakens a page is ever set', () => {
    const weakening = [
      'webSecurity',
      'allowRunningInsecureContent',
      'experimentalFeatures',
      'enableBlinkFeatures',
      'nodeIntegrationInWorker',
      'nodeIntegrationInSubFrames',
      'disable-web-security',
      'ignore-certificate-errors',
      'no-sandbox',
    ];
    expect(filesWith(new RegExp(weakening.join('|')))).toEqual([]);
    expect(filesWith(/nodeIntegration: true|contextIsolation: false|sandbox: false|webviewTag: true/)).toEqual([]);
  });

  it('[11, 12, 15, 18] no webview, no way out to other programs, no page from files, no remote content', () => {
    expect(filesWith(/<webview|openExternal|openPath|loadFile|file:\/\//)).toEqual([]);
    expect(filesWith(/enableRemoteModule|@electron\/remote/)).toEqual([]);
  });

  it('[3, 4, 13, 14] every page is made where isolation, sandbox and navigation are set', () => {
    const makers = filesWith(/new (BrowserWindow|WebContentsView)\(/);
    expect(makers.toSorted()).toEqual(['print-page.ts', 'visit.ts', 'workspace-window.ts']);
    for (const { file, text } of sources.filter((one) => makers.includes(one.file))) {
      expect(text, file).toMatch(/pagePreferences\(|contextIsolation: true/);
      expect(text, file).toMatch(/new Pane\(|setWindowOpenHandler/);
    }
  });
});
