import { escapeHtml } from '../../../contract/format/html.ts';

/**
 * What an element shows, as one SVG: boxes with their borders, texts as text, drawings as they are. Everything is
 * written out (colours, faces, sizes), so that it looks the same in any program.
 */
export function svgOf(root: HTMLElement | null): string {
  if (root === null) return '';
  const frame = root.getBoundingClientRect();
  const parts: string[] = [];
  const place = { left: frame.left, top: frame.top };
  visit(root, place, parts);
  const size = `width="${round(frame.width)}" height="${round(frame.height)}"`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${round(frame.width)} ${round(frame.height)}">` +
    `<rect ${size} fill="#ffffff"/>${parts.join('')}</svg>`
  );
}

interface Place {
  left: number;
  top: number;
}

const round = (value: number) => Math.round(value * 100) / 100;
const isSeen = (color: string) => color !== 'transparent' && !/,\s*0\)$/.test(color) && !/\/\s*0\)$/.test(color);

function visit(element: Element, place: Place, parts: string[]): void {
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const isHidden = style.display === 'none' || style.visibility === 'hidden' || style.opacity === '0';
  if (isHidden || box.width <= 1 || box.height <= 1) return;
  if (element instanceof SVGSVGElement) {
    parts.push(drawing(element, box, place));
    return;
  }
  if (element instanceof HTMLImageElement) {
    parts.push(`<image href="${escapeHtml(element.src)}" ${at(box, place)}/>`);
    return;
  }
  parts.push(boxOf(style, box, place));
  for (const child of element.childNodes) {
    if (child instanceof Element) visit(child, place, parts);
    else if (child instanceof Text) parts.push(...linesOf(child, style, place));
  }
}

function at(box: DOMRect, { left, top }: Place): string {
  return `x="${round(box.left - left)}" y="${round(box.top - top)}" width="${round(box.width)}" height="${round(box.height)}"`;
}

/** A drawing keeps its own coordinates; faces and colours that it inherits are written to it. */
function drawing(element: SVGSVGElement, box: DOMRect, place: Place): string {
  const copy = element.cloneNode(true) as SVGSVGElement;
  const style = getComputedStyle(element);
  for (const [name, value] of [
    ['x', round(box.left - place.left)],
    ['y', round(box.top - place.top)],
    ['width', round(box.width)],
    ['height', round(box.height)],
    ['color', style.color],
    ['font-family', style.fontFamily],
  ] as const)
    copy.setAttribute(name, String(value));
  copy.removeAttribute('style');
  if (copy.getAttribute('viewBox') === null) {
    const { clientWidth: width, clientHeight: height } = element;
    copy.setAttribute('viewBox', `0 0 ${width || box.width} ${height || box.height}`);
  }
  return new XMLSerializer().serializeToString(copy);
}

function boxOf(style: CSSStyleDeclaration, box: DOMRect, place: Place): string {
  const fill = isSeen(style.backgroundColor) ? style.backgroundColor : 'none';
  const width = Number.parseFloat(style.borderTopWidth);
  const isFramed =
    width > 0 &&
    ['Bottom', 'Left', 'Right'].every(
      (side) => style.getPropertyValue(`border-${side.toLowerCase()}-width`) === style.borderTopWidth,
    );
  const radius = Math.min(Number.parseFloat(style.borderTopLeftRadius) || 0, box.height / 2);
  if (isFramed && isSeen(style.borderTopColor))
    return `<rect ${at(box, place)} rx="${radius}" fill="${fill}" stroke="${style.borderTopColor}" stroke-width="${width}"/>`;
  const below = Number.parseFloat(style.borderBottomWidth);
  const line =
    below > 0 && style.borderBottomStyle !== 'none' && isSeen(style.borderBottomColor)
      ? `<line x1="${round(box.left - place.left)}" x2="${round(box.right - place.left)}" y1="${round(box.bottom - place.top)}" y2="${round(box.bottom - place.top)}" stroke="${style.borderBottomColor}" stroke-width="${below}"/>`
      : '';
  return `${fill === 'none' ? '' : `<rect ${at(box, place)} rx="${radius}" fill="${fill}"/>`}${line}`;
}

/** A text as it was broken into lines, each where it stands. */
function linesOf(node: Text, style: CSSStyleDeclaration, place: Place): string[] {
  const text = node.data;
  if (text.trim() === '') return [];
  const range = document.createRange();
  const lines: { text: string; left: number; top: number; bottom: number; width: number }[] = [];
  let index = 0;
  for (const sign of text) {
    range.setStart(node, index);
    range.setEnd(node, index + sign.length);
    index += sign.length;
    const box = range.getBoundingClientRect();
    if (box.width === 0 && sign.trim() === '') continue;
    const last = lines.at(-1);
    if (last && Math.abs(last.top - box.top) < box.height / 2) {
      last.text += sign;
      last.width = box.right - last.left;
    } else lines.push({ text: sign, left: box.left, top: box.top, bottom: box.bottom, width: box.width });
  }
  const size = Number.parseFloat(style.fontSize);
  const scale = node.parentElement ? zoomOf(node.parentElement) : 1;
  return lines
    .filter((line) => line.text.trim() !== '')
    .map((line) => {
      // Letters stand on their base line: a quarter of the box lies below it, in the faces of this house.
      const base = line.bottom - (line.bottom - line.top) * 0.24;
      return (
        `<text x="${round(line.left - place.left)}" y="${round(base - place.top)}" font-size="${round(size * scale)}" ` +
        `font-family="${escapeHtml(style.fontFamily)}" font-weight="${style.fontWeight}" fill="${style.color}" ` +
        `textLength="${round(line.width)}" lengthAdjust="spacingAndGlyphs" xml:space="preserve">${escapeHtml(line.text)}</text>`
      );
    });
}

/** How much larger an element is seen than its styles say. */
function zoomOf(element: HTMLElement): number {
  return element.offsetWidth > 0 ? element.getBoundingClientRect().width / element.offsetWidth : 1;
}
