import type { Drawing } from './drawing.ts';

/** What makes an element look as it does; everything else follows from where it stands. */
const kept = [
  ...['display', 'position', 'top', 'right', 'bottom', 'left', 'width', 'height', 'box-sizing', 'z-index', 'order'],
  ...['margin-top', 'margin-right', 'margin-bottom', 'margin-left', 'transform', 'transform-origin', 'opacity'],
  ...['padding-top', 'padding-right', 'padding-bottom', 'padding-left', 'visibility', 'clip-path', 'box-shadow'],
  ...['border-top', 'border-right', 'border-bottom', 'border-left', 'border-collapse', 'border-spacing'],
  ...['border-top-left-radius', 'border-top-right-radius', 'border-bottom-left-radius', 'border-bottom-right-radius'],
  ...['background-color', 'background-image', 'background-size', 'background-position', 'background-repeat', 'color'],
  ...['font-family', 'font-size', 'font-weight', 'font-style', 'font-variant-numeric', 'font-feature-settings'],
  ...['line-height', 'letter-spacing', 'text-align', 'text-overflow', 'text-transform', 'text-decoration-line'],
  ...['white-space', 'word-break', 'vertical-align', 'overflow-x', 'overflow-y', 'list-style-type', 'table-layout'],
  ...['flex-grow', 'flex-shrink', 'flex-basis', 'flex-direction', 'flex-wrap', 'align-items', 'align-self'],
  ...['justify-content', 'justify-self', 'justify-items', 'align-content', 'row-gap', 'column-gap'],
  ...['grid-template-columns', 'grid-template-rows', 'grid-column', 'grid-row', 'grid-auto-flow', 'grid-auto-rows'],
  ...['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'fill-opacity', 'stroke-opacity', 'text-anchor'],
  ...['object-fit', '-webkit-line-clamp', '-webkit-box-orient'],
];

/** Buttons and menus are for the screen; they carry this attribute. */
const leftOut = '[data-picture="skip"]';

/** A part of the page as a drawing: the same elements with their looks written onto them. */
export function elementDrawing(element: HTMLElement): Drawing {
  const { width, height } = sizeOf(element);
  const copy = copyOf(element) as HTMLElement;
  Object.assign(copy.style, {
    position: 'static',
    margin: '0',
    gridColumn: 'auto',
    gridRow: 'auto',
    transform: 'none',
  });
  Object.assign(copy.style, { width: `${width}px`, height: `${height}px`, boxSizing: 'border-box' });
  copy.setAttribute('xmlns', 'http://www.w3.org/1999/xhtml');
  const content = new XMLSerializer().serializeToString(copy);
  return {
    width,
    height,
    body: `<foreignObject x="0" y="0" width="${width}" height="${height}">${content}</foreignObject>`,
    text: element.innerText,
  };
}

/** Without the empty room beside and below what fills only a part of its frame, such as a narrow table. */
function sizeOf(element: HTMLElement): { width: number; height: number } {
  const frame = element.getBoundingClientRect();
  const content = element.querySelector(':scope > [data-picture="extent"]')?.getBoundingClientRect();
  if (!content) return frame;
  const border = 1;
  return {
    width: Math.min(frame.width, content.right - frame.left + border),
    height: Math.min(frame.height, content.bottom - frame.top + border),
  };
}

function copyOf(node: Element): Element {
  const copy = node.cloneNode(false) as Element;
  for (const name of ['class', 'id', 'tabindex', 'data-testid']) copy.removeAttribute(name);
  const style = getComputedStyle(node);
  // What is beyond a scrolled edge stays beyond it, without bars.
  copy.setAttribute('style', styleText(style).replace(/overflow-([xy]):(auto|scroll)/g, 'overflow-$1:hidden'));
  const before = pseudo(node, '::before');
  if (before) copy.append(before);
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) copy.append(child.cloneNode());
    else if (child instanceof Element && !child.matches(leftOut)) copy.append(copyOf(child));
  }
  const after = pseudo(node, '::after');
  if (after) copy.append(after);
  return copy;
}

const styleText = (style: CSSStyleDeclaration) =>
  kept.map((name) => `${name}:${style.getPropertyValue(name)}`).join(';');

function pseudo(node: Element, which: '::before' | '::after'): HTMLElement | null {
  const style = getComputedStyle(node, which);
  const content = style.getPropertyValue('content');
  if (!content.startsWith('"') || !(node instanceof HTMLElement)) return null;
  const element = document.createElement('span');
  element.setAttribute('style', styleText(style));
  element.textContent = content.slice(1, -1);
  return element;
}
