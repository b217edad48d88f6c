import { chartDrawing, type Drawing, pngBlob, svgText } from './drawing.ts';
import { elementDrawing } from './element-drawing.ts';
import { saveBlob } from './save-blob.ts';

export type { Drawing } from './drawing.ts';
export { saveBlob } from './save-blob.ts';

const drawn = '[data-drawing] svg, svg[data-drawing]';

/** Whether a part of the page has a chart or a table that can be had as vectors. */
export function hasDrawing(element: HTMLElement | null): boolean {
  return element !== null && (element.querySelector(drawn) !== null || drawerIn(element) !== null);
}

export interface PictureWords {
  /** Above what is drawn; empty for none. */
  title: string;
  notes: string;
  /** Name of the file without its ending; default: the title. */
  file?: string;
}

/** How something draws itself, more of it than the page shows. */
export type Drawer = (words: PictureWords) => Promise<Drawing>;

const drawers = new WeakMap<Element, Drawer>();
const drawnByItself = '[data-draws]';

/** Has an element, such as a table of which only a part is in sight, draw its picture by itself. */
export function drawBy(element: HTMLElement, draw: Drawer): () => void {
  drawers.set(element, draw);
  element.dataset.draws = '';
  return () => {
    drawers.delete(element);
    delete element.dataset.draws;
  };
}

function drawerIn(element: HTMLElement): Drawer | null {
  const own = element.matches(drawnByItself) ? element : element.querySelector(drawnByItself);
  return (own && drawers.get(own)) ?? null;
}

/** Saves a part of the page as a file of its title. @throws where vectors are asked for and there are none */
export async function savePicture(element: HTMLElement, kind: 'png' | 'svg', words: PictureWords): Promise<void> {
  const blob = kind === 'png' ? await pngOf(element, words) : await svgOf(element, words);
  saveBlob(blob, `${words.file || words.title || 'luopan'}.${kind}`);
}

/**
 * Puts a part of the page on the clipboard as a picture.
 *
 * @returns `saved` where the browser has no clipboard to offer, away from this machine without HTTPS: a file instead
 */
export async function takePicture(element: HTMLElement, words: PictureWords): Promise<'copied' | 'saved'> {
  if (await copyPicture(element, words)) return 'copied';
  await savePicture(element, 'png', words);
  return 'saved';
}

/** Part of the page as pixels, with the fonts and colours it has on the screen. */
async function pngOf(element: HTMLElement, words: PictureWords): Promise<Blob> {
  const drawing = await drawerIn(element)?.(words);
  return pngBlob(drawing ?? elementDrawing(element), groundOf(element));
}

/** The chart or table within a part of the page as vectors. */
async function svgOf(element: HTMLElement, words: PictureWords): Promise<Blob> {
  const own = await drawerIn(element)?.(words);
  if (own) return new Blob([await svgText(own, groundOf(element))], { type: 'image/svg+xml' });
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

async function copyPicture(element: HTMLElement, words: PictureWords): Promise<boolean> {
  if (typeof ClipboardItem === 'undefined' || !navigator.clipboard) return false;
  // The promise goes in, so that the click still counts as the reason while the picture is drawn.
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': pngOf(element, words) })]);
  return true;
}

function groundOf(element: HTMLElement): string {
  return getComputedStyle(element).getPropertyValue('--surface').trim() || '#fff';
}
