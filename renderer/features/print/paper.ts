import type { PageSetup } from '../../../contract/exports.ts';

/** A page in millimetres and, at 96 to the inch, in CSS pixels. */
export interface PageSize {
  widthMm: number;
  heightMm: number;
  /** Of the part between margins, header and footer. */
  contentWidth: number;
  contentHeight: number;
  marginMm: number;
}

const pixelsPerMm = 96 / 25.4;
/** Portrait. 16:9 is the slide of 13⅓ × 7½ inches. */
const papers: Record<PageSetup['paper'], [number, number]> = {
  A4: [210, 297],
  A3: [297, 420],
  Letter: [215.9, 279.4],
  '16:9': [190.5, 338.667],
};
const margins: Record<PageSetup['margins'], number> = { narrow: 8, normal: 13, wide: 20 };
/** Lines of header and footer with their distance to the content. */
export const headMm = 11;
export const footMm = 9;

/** Measures of a page. Slides are always wide. */
export function pageSize({
  paper,
  orientation,
  margins: margin,
}: Pick<PageSetup, 'paper' | 'orientation' | 'margins'>): PageSize {
  const [short, long] = papers[paper];
  const isWide = orientation === 'landscape' || paper === '16:9';
  const [widthMm, heightMm] = isWide ? [long, short] : [short, long];
  const marginMm = margins[margin];
  return {
    widthMm,
    heightMm,
    marginMm,
    contentWidth: Math.floor((widthMm - 2 * marginMm) * pixelsPerMm),
    contentHeight: Math.floor((heightMm - 2 * marginMm - headMm - footMm) * pixelsPerMm),
  };
}
