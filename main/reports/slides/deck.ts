import * as pptxgenjs from 'pptxgenjs';
import type { Language } from '../../../contract/language.ts';

/** Its types describe the file for `require`, whose class lies one step deeper than in the one that is loaded. */
const NewDeck = pptxgenjs.default as unknown as typeof pptxgenjs.default.default;

/** A deck of wide slides (13.33 × 7.5 inches) in the house's look. */
export type Deck = InstanceType<typeof pptxgenjs.default.default>;
export type Slide = ReturnType<Deck['addSlide']>;

export const colors = { ink: '1C1F23', quiet: '5B6168', line: 'E6E3DC', accent: '1F5C7A', head: 'F4F2ED' } as const;
export const chartColors = ['1F5C7A', 'D08C2E', '5E8C61', '8C4A6B', '3FA0A8', 'A65E2E', '6C6FA8', '9AA0A6'];
/** Where the content of a slide stands, in inches. */
export const area = { x: 0.6, y: 1.45, w: 12.13, h: 5.3 } as const;
export const wide = { width: 13.333, height: 7.5 } as const;

/** Faces that are on every machine that opens slides; Latin letters in them stand well beside Chinese. */
const faces: Record<Language, string> = { 'zh-CN': 'Microsoft YaHei', en: 'Calibri' };

/** Of a text: its face, and the language that breaks its lines and checks its spelling. */
export interface Face {
  fontFace: string;
  lang: string;
}

export function faceOf(language: Language): Face {
  return { fontFace: faces[language], lang: language === 'en' ? 'en-US' : language };
}

/** Text without what XML cannot hold: control characters and halves of signs. */
export function clean(text: string): string {
  return text.replace(/[\p{Cs}\ufffe\uffff]|(?![\n\t])\p{Cc}/gu, '');
}

/** @param foot stands at the foot of each slide with its number */
export function newDeck(of: { title: string; author: string; language: Language; foot: string }): Deck {
  const { language } = of;
  const face = faceOf(language);
  const { fontFace } = face;
  const deck: Deck = new NewDeck();
  deck.layout = 'LAYOUT_WIDE';
  deck.title = clean(of.title);
  deck.author = clean(of.author);
  deck.company = clean(of.author);
  deck.subject = clean(of.title);
  deck.theme = { headFontFace: fontFace, bodyFontFace: fontFace };
  const small = { ...face, fontSize: 10, color: colors.quiet } as const;
  deck.defineSlideMaster({
    title: 'TILE',
    background: { color: 'FFFFFF' },
    slideNumber: { x: 12.2, y: 7.02, w: 0.55, h: 0.3, align: 'right', ...small },
    objects: [
      { line: { x: area.x, y: 6.95, w: area.w, h: 0, line: { color: colors.line, width: 0.75 } } },
      { text: { text: clean(of.foot), options: { x: area.x, y: 7.0, w: 9, h: 0.32, margin: 0, ...small } } },
      {
        placeholder: {
          options: {
            ...{ name: 'title', type: 'title', x: area.x, y: 0.42, w: area.w, h: 0.6, margin: 0 },
            ...{ fontFace, fontSize: 24, bold: true, color: colors.ink, align: 'left', valign: 'middle' },
          },
          text: '',
        },
      },
    ],
  });
  deck.defineSlideMaster({
    title: 'COVER',
    background: { color: 'FFFFFF' },
    objects: [
      { rect: { x: 0, y: 0, w: 0.28, h: wide.height, fill: { color: colors.accent } } },
      {
        placeholder: {
          options: {
            ...{ name: 'title', type: 'title', x: 1.1, y: 2.35, w: 11, h: 1.3, margin: 0 },
            ...{ fontFace, fontSize: 40, bold: true, color: colors.ink, align: 'left', valign: 'bottom' },
          },
          text: '',
        },
      },
    ],
  });
  return deck;
}
