import { escapeHtml } from '../../contract/format/html.ts';
import { fontsOf } from './fonts.ts';

/** Something drawn, before it is a file. */
export interface Drawing {
  width: number;
  height: number;
  /** Inside of an SVG. */
  body: string;
  /** Every sign in it, so that its fonts can be taken along. */
  text: string;
}

/** A drawing as a file of its own, with ground and fonts. */
export async function svgText({ width, height, body, text }: Drawing, background: string): Promise<string> {
  const fonts = await fontsOf(text);
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${size}><style>${fonts}</style><rect width="100%" height="100%" fill="${background}"/>${body}</svg>`;
}

/** Larger pictures are drawn less finely: browsers hold no more in one. */
const mostPixels = 36_000_000;
const longestSide = 16_000;

/** Pixels, twice as fine as on the screen. */
export async function pngBlob(drawing: Drawing, background: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await svgText(drawing, background))}`;
  await image.decode();
  const { width, height } = drawing;
  const finest = Math.min(2, Math.sqrt(mostPixels / (width * height)), longestSide / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * finest);
  canvas.height = Math.ceil(height * finest);
  await drawWhole(image, canvas);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png'),
  );
}

const pause = 90;
const patience = 40;

/**
 * An image is ready before the fonts within it are, and letters without a font are not drawn: it is drawn again until
 * it stays the same.
 */
async function drawWhole(image: HTMLImageElement, canvas: HTMLCanvasElement): Promise<void> {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  const isLarge = canvas.width * canvas.height > probedPixels;
  if (isLarge) await settle(image, smaller(canvas));
  else return settle(image, canvas);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
}

/** Whether a picture changes still is told by fewer pixels than it has. */
const probedPixels = 4_000_000;

function smaller({ width, height }: HTMLCanvasElement): HTMLCanvasElement {
  const share = Math.sqrt(probedPixels / (width * height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * share);
  canvas.height = Math.ceil(height * share);
  return canvas;
}

async function settle(image: HTMLImageElement, canvas: HTMLCanvasElement): Promise<void> {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  let before = '';
  for (let round = 0, same = 0; round < patience && same < 3; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const now = canvas.toDataURL();
    same = now === before ? same + 1 : 0;
    before = now;
  }
}

interface ChartParts {
  svg: SVGSVGElement;
  title: string;
  notes: string;
  legend: readonly { name: string; color: string }[];
  ink: string;
  faint: string;
}

const edge = 16;

/** A chart as lines and letters that drawing programs can take apart: title, notes, chart, legend. */
export function chartDrawing({ svg, title, notes, legend, ink, faint }: ChartParts): Drawing {
  const { width, height } = svg.getBoundingClientRect();
  const family = getComputedStyle(document.body).fontFamily.replaceAll('"', "'");
  const copy = svg.cloneNode(true) as SVGSVGElement;
  copy.setAttribute('x', String(edge));
  copy.setAttribute('y', title === '' ? String(edge) : '44');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const top = title === '' ? edge : 44;
  const letters = `font-family="${family}" font-size="12"`;
  const heading =
    title === ''
      ? ''
      : `<text x="${edge}" y="30" font-family="${family}" font-size="13" font-weight="500" fill="${ink}">${escapeHtml(title)}<tspan dx="8" font-size="12" font-weight="400" fill="${faint}">${escapeHtml(notes)}</tspan></text>`;
  let x = edge;
  const y = top + height + 20;
  const marks = legend.map(({ name, color }) => {
    const mark = `<rect x="${x}" y="${y - 9}" width="10" height="10" rx="2" fill="${color}"/><text x="${x + 16}" y="${y}" ${letters} fill="${ink}">${escapeHtml(name)}</text>`;
    x += 32 + [...name].reduce((sum, sign) => sum + ((sign.codePointAt(0) ?? 0) > 0x2e80 ? 12 : 7), 0);
    return mark;
  });
  return {
    width: width + 2 * edge,
    height: top + height + edge + (legend.length > 0 ? 20 : 0),
    body: heading + new XMLSerializer().serializeToString(copy) + marks.join(''),
    text: `${title}${notes}${svg.textContent ?? ''}${legend.map(({ name }) => name).join('')}`,
  };
}
