import { chartDrawing, pngBlob, svgText } from './drawing.ts';
import { elementDrawing } from './element-drawing.ts';

export { saveBlob } from './save-blob.ts';

/** Part of the page as pixels, with the fonts and colours it has on the screen. */
export function pngOf(element: HTMLElement): Promise<Blob> {
  return pngBlob(elementDrawing(element), groundOf(element));
}

/** The chart within a part of the page as vectors; null where there is none. */
export async function svgOf(element: HTMLElement, words: { title: string; notes: string }): Promise<Blob | null> {
  const svg = element.querySelector<SVGSVGElement>('[data-drawing] svg, svg[data-drawing]');
  if (!svg) return null;
  const style = getComputedStyle(element);
  const legend = [...element.querySelectorAll<HTMLElement>('[data-legend] li')].map((item) => ({
    name: item.innerText.trim(),
    color: getComputedStyle(item.querySelector('i') ?? item).backgroundColor,
  }));
  const faint = style.getPropertyValue('--ink-3').trim() || style.color;
  const drawing = chartDrawing({ svg, legend, ink: style.color, faint, ...words });
  return new Blob([await svgText(drawing, groundOf(element))], { type: 'image/svg+xml' });
}

/** Puts a picture on the clipboard. False where the browser has none to offer: away from this machine without HTTPS. */
export async function copyPicture(element: HTMLElement): Promise<boolean> {
  if (typeof ClipboardItem === 'undefined' || !navigator.clipboard) return false;
  // The promise goes in, so that the click still counts as the reason while the picture is drawn.
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': pngOf(element) })]);
  return true;
}

function groundOf(element: HTMLElement): string {
  return getComputedStyle(element).getPropertyValue('--surface').trim() || '#fff';
}
