import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { app, type BrowserWindow, dialog, type WebContents } from 'electron';
import type { Language } from '../../../contract/language.ts';
import { wordsOf } from './words.ts';

/** Signs that file systems refuse in names, and control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const refused = /[<>:"/\\|?*\u0000-\u001f]/g;

/** A file name for a page's title that every system takes. */
export function fileNameOf(title: string): string {
  const name = title
    .replace(refused, ' ')
    .replace(/\s+/g, ' ')
    .replace(/[. ]+$/, '')
    .trim()
    .slice(0, 120);
  return `${name || 'Luopan'}.pdf`;
}

/**
 * Asks where to in a window, prints its page as it stands and writes the file. An existing file is replaced only by a whole new
 * one.
 *
 * @returns the path, or null when the person chose none or was told why it failed
 */
export async function savePageAsPdf(
  window: BrowserWindow,
  contents: WebContents,
  language: Language,
): Promise<string | null> {
  const t = wordsOf(language);
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: join(app.getPath('documents'), fileNameOf(contents.getTitle())),
    filters: [{ name: 'PDF', extensions: ['pdf'] }],
  });
  if (canceled || !filePath) return null;
  const unfinished = `${filePath}.part`;
  try {
    const bytes = await contents.printToPDF({ pageSize: 'A4', landscape: true, printBackground: true });
    await writeFile(unfinished, bytes);
    await rename(unfinished, filePath);
    return filePath;
  } catch (error) {
    await rm(unfinished, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    await dialog.showMessageBox(window, {
      type: 'error',
      message: t('pdfFailed'),
      detail: t('pdfFailedDetail', { reason }),
    });
    return null;
  }
}
