import { chartDrawing, pngBlob, svgText } from './drawing.ts';
import { elementDrawing } from './element-drawing.ts';
import { saveBlob } from './save-blob.ts';

export { saveBlob } from './save-blob.ts';

const drawn = '[data-drawing] svg, svg[data-drawing]';

/** Whether a part of the page has a chart that can be had as vectors. */
export function hasDrawing(element: HTMLElement | null): boolean {
  return element?.querySelector(drawn) != null;
}

export interface PictureWords {
  title: string;
  notes: string;
}

/** Saves a part of the page as a file of its title. @throws where vectors are asked for and there are none */
export async function savePicture(element: HTMLElement, kind: 'png' | 'svg', words: PictureWords): Promise<void> {
  const blob = kind === 'png' ? await pngOf(element) : await svgOf(element, words);
  saveBlob(blob, `${words.title || 'luopan'}.${kind}`);
}

/**
 * Puts a part of the page on the clipboard as a picture.
 *
 * @returns `saved` where the browser has no clipboard to offer, away from this machine without HTTPS: a file instead
 */
export async function takePicture(element: HTMLElement, words: PictureWords): Promise<'copied' | 'saved'> {
  if (await copyPicture(element)) return 'copied';
  await savePicture(element, 'png', words);
  return 'saved';
}

/** Part of the page as pixels, with the fonts and colours it has on the screen. */
function pngOf(element: HTMLElement): Promise<Blob> {
  return pngBlob(elementDrawing(element), groundOf(element));
}

/** The chart within a part of the page as vectors. */
async function svgOf(element: HTMLElement, words: PictureWords): Promise<Blob> {
  const svg = element.querySelector<SVGSVGElement>(drawn);
  if (!svg) throw new Error('nothing is drawn here');
  const style = getComputedStyle(element);
  const legend = [...element.querySelectorAll<HTMLElement>('[data-legend] li')].map((item) => ({
    name: item.innerText.trim(),
    color: getComputedStyle(item.querySelector('i') ?? item).backgroundColor,
  }));
  const faint = style.getPropertyValue('--ink-3').trim() || style.color;
  const drawing = chartDrawing({ svg, legend, ink: style.color, faint, ...words });
  return new Blob([await svgText(drawing, groundOf(element))], { type: 'image/svg+xml' });
}

async function copyPicture(element: HTMLElement): Promise<boolean> {
  if (typeof ClipboardItem === 'undefined' || !navigator.clipboard) return false;
  // The promise goes in, so that the click still counts as the reason while the picture is drawn.
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': pngOf(element) })]);
  return true;
}

function groundOf(element: HTMLElement): string {
  return getComputedStyle(element).getPropertyValue('--surface').trim() || '#fff';
}
