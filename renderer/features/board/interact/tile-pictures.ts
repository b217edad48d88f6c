import { App, type MenuProps } from 'antd';
import { useState } from 'react';
import type { Tile } from '../../../../contract/boards.ts';
import { useLocalized, useTranslation } from '../../../i18n/index.ts';
import { hasDrawing, savePicture, takePicture } from '../../../pictures/index.ts';

/**
 * What takes a tile along as a picture: to the clipboard, or as a file. Vectors are offered where the tile shows a
 * chart when its menu opens; `look` is told then.
 */
export function useTilePictures(tile: Tile): { items: NonNullable<MenuProps['items']>; look: () => void } {
  const { t } = useTranslation('boards');
  const localized = useLocalized();
  const { message } = App.useApp();
  const [isDrawn, setIsDrawn] = useState(false);
  const element = () => document.querySelector<HTMLElement>(`[data-tile="${CSS.escape(tile.id)}"]`);
  const wordsOf = (found: HTMLElement) => ({
    title: localized(tile.title),
    notes: found.querySelector('[data-notes]')?.textContent ?? '',
  });
  const run = async (work: (element: HTMLElement) => Promise<unknown>) => {
    const found = element();
    if (!found) return;
    try {
      await work(found);
    } catch {
      void message.error(t('pictureFailed'));
    }
  };
  const save = (kind: 'png' | 'svg') => () => void run((found) => savePicture(found, kind, wordsOf(found)));
  const copy = async (found: HTMLElement) => {
    const taken = await takePicture(found, wordsOf(found));
    void (taken === 'copied' ? message.success(t('pictureCopied')) : message.info(t('pictureSaved')));
  };
  return {
    items: [
      { type: 'divider' },
      { key: 'copy-picture', label: t('copyPicture'), onClick: () => void run(copy) },
      { key: 'png', label: t('savePng'), onClick: save('png') },
      ...(isDrawn ? [{ key: 'svg', label: t('saveSvg'), onClick: save('svg') }] : []),
    ],
    look: () => setIsDrawn(hasDrawing(element())),
  };
}
