import { App, type MenuProps } from 'antd';
import type { Tile } from '../../../../contract/boards.ts';
import { useLocalized, useTranslation } from '../../../i18n/index.ts';
import { copyPicture, pngOf, saveBlob, svgOf } from '../../../pictures/index.ts';

/** Whether a tile is drawn as one chart, which can be had as vectors. */
const drawn = new Set<Tile['kind']>(['chart', 'trend', 'stacked-trend', 'histogram', 'report']);

/** What takes a tile along as a picture: to the clipboard, or as a file. */
export function useTilePictures(tile: Tile): NonNullable<MenuProps['items']> {
  const { t } = useTranslation('boards');
  const localized = useLocalized();
  const { message } = App.useApp();
  const title = localized(tile.title);
  const element = () => document.querySelector<HTMLElement>(`[data-tile="${CSS.escape(tile.id)}"]`);
  const run = async (work: (element: HTMLElement) => Promise<unknown>) => {
    const found = element();
    if (!found) return;
    try {
      await work(found);
    } catch {
      void message.error(t('pictureFailed'));
    }
  };
  const save = async (found: HTMLElement, kind: 'png' | 'svg') => {
    const notes = found.querySelector('[data-notes]')?.textContent ?? '';
    const blob = kind === 'png' ? await pngOf(found) : await svgOf(found, { title, notes });
    if (blob) saveBlob(blob, `${title || 'luopan'}.${kind}`);
  };
  const copy = async (found: HTMLElement) => {
    if (await copyPicture(found)) return void message.success(t('pictureCopied'));
    await save(found, 'png');
    void message.info(t('pictureSaved'));
  };
  return [
    { type: 'divider' },
    { key: 'copy-picture', label: t('copyPicture'), onClick: () => void run(copy) },
    { key: 'png', label: t('savePng'), onClick: () => void run((found) => save(found, 'png')) },
    ...(drawn.has(tile.kind)
      ? [{ key: 'svg', label: t('saveSvg'), onClick: () => void run((found) => save(found, 'svg')) }]
      : []),
  ];
}
