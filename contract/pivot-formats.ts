import { z } from 'zod';
import type { Language } from './language.ts';
import type { PivotOutput } from './pivot.ts';

const hex = z.string().regex(/^#[0-9A-Fa-f]{6}$/);

/** Tones of the palette, so that a report reads in both themes; an own colour is kept as it is. */
export const tones = ['red', 'green', 'amber', 'blue', 'grey'] as const;
export type Tone = (typeof tones)[number];
const tone = z.union([z.enum(tones), hex]);

const scope = {
  id: z.string().min(1).max(60),
  /** The value judged. */
  valueId: z.string().min(1).max(60),
  /** Which cells: those of members, totals too, or totals alone. */
  cells: z.enum(['members', 'all', 'totals']).default('members'),
};

/** How cells look by their figures. Of several that fit, the first one decides each of fill, ink and icon. */
export const cellFormatInput = z.discriminatedUnion('kind', [
  z.strictObject({
    ...scope,
    kind: z.literal('rule'),
    operator: z.enum(['lt', 'lte', 'gt', 'gte', 'equals', 'between', 'empty']),
    first: z.number().default(0),
    second: z.number().default(0),
    fill: tone.nullable().default(null),
    ink: tone.nullable().default(null),
    isBold: z.boolean().default(false),
    /** Colours the whole row instead of the cell. */
    wholeRow: z.boolean().default(false),
  }),
  z.strictObject({ ...scope, kind: z.literal('bar'), tone: tone.default('blue') }),
  z.strictObject({
    ...scope,
    kind: z.literal('scale'),
    low: tone.nullable().default(null),
    high: tone.default('blue'),
  }),
  z.strictObject({
    ...scope,
    kind: z.literal('icons'),
    /** From `up` on an arrow up, below `down` an arrow down, level between. */
    up: z.number().default(0),
    down: z.number().default(0),
  }),
]);
export type CellFormat = z.infer<typeof cellFormatInput>;

/** How a value is written. */
export const numberFormatInput = z.strictObject({
  valueId: z.string().min(1).max(60),
  /** `auto`: by the unit of the measure. */
  style: z.enum(['auto', 'number', 'percent', 'money']).default('auto'),
  digits: z.number().int().min(0).max(6).nullable().default(null),
  /** Divides by thousands or 万 and so on, told in the head. */
  scale: z.enum(['none', 'thousand', 'wan', 'million', 'yi']).default('none'),
});
export type NumberFormat = z.infer<typeof numberFormatInput>;

export const scaleDivisors = { none: 1, thousand: 1e3, wan: 1e4, million: 1e6, yi: 1e8 } as const;

const scaleWords: Record<NumberFormat['scale'], Record<Language, string>> = {
  none: { 'zh-CN': '', en: '' },
  thousand: { 'zh-CN': '千', en: 'K' },
  wan: { 'zh-CN': '万', en: '万' },
  million: { 'zh-CN': '百万', en: 'M' },
  yi: { 'zh-CN': '亿', en: '亿' },
};

/** How a scale is said beside a unit or a name: `百万`, `M`; empty for figures as they are. */
export function scaleWord(scale: NumberFormat['scale'], language: Language): string {
  return scaleWords[scale][language];
}

/** A value's name with the scale its figures are told in: `Revenue (K)`. */
export function nameInScale(name: string, scale: NumberFormat['scale'], language: Language): string {
  return scale === 'none' ? name : `${name} (${scaleWord(scale, language)})`;
}

/** What the formats make of a cell. */
export interface CellLook {
  fill: string | null;
  /** 0..1: how strongly `fill` covers; rules lightly, so that figures stay easy to read. */
  strength: number;
  ink: string | null;
  isBold: boolean;
  /** Data bar from `from` to `to`, both 0..1 of the cell's width. */
  bar: { from: number; to: number; tone: string; isNegative: boolean } | null;
  icon: 'up' | 'level' | 'down' | null;
}

export const plainLook: CellLook = { fill: null, strength: 1, ink: null, isBold: false, bar: null, icon: null };

/** How strongly the fill of a rule covers, in its cell or its whole row. */
export const ruleStrength = 0.3;

type Ranges = PivotOutput['ranges'][number];

/** Look of one cell by the formats of its value. */
export function lookOf(
  formats: readonly CellFormat[],
  figure: number | null,
  isTotal: boolean,
  ranges: Ranges,
): CellLook {
  let look = plainLook;
  for (const format of formats) {
    if (!appliesTo(format, isTotal)) continue;
    look = merged(look, format, figure, isTotal ? ranges.totals : ranges.members);
  }
  return look;
}

export function appliesTo({ cells }: CellFormat, isTotal: boolean): boolean {
  return cells === 'all' || (cells === 'totals') === isTotal;
}

function merged(look: CellLook, format: CellFormat, figure: number | null, range: Ranges['members']): CellLook {
  switch (format.kind) {
    case 'rule':
      if (!meets(format, figure)) return look;
      return {
        ...look,
        ...(look.fill === null && format.fill ? { fill: format.fill, strength: ruleStrength } : {}),
        ...(look.ink === null && format.ink ? { ink: format.ink } : {}),
        isBold: look.isBold || format.isBold,
      };
    case 'bar':
      return figure === null || look.bar ? look : { ...look, bar: barOf(figure, range, format.tone) };
    case 'scale':
      return figure === null || look.fill ? look : { ...look, ...scaleOf(figure, range, format) };
    case 'icons':
      if (figure === null || look.icon) return look;
      return { ...look, icon: figure >= format.up && figure !== 0 ? 'up' : figure < format.down ? 'down' : 'level' };
  }
}

/** Whether a figure meets a rule; a missing figure meets only "empty". */
export function meets(rule: Extract<CellFormat, { kind: 'rule' }>, figure: number | null): boolean {
  if (rule.operator === 'empty') return figure === null;
  if (figure === null) return false;
  switch (rule.operator) {
    case 'lt':
      return figure < rule.first;
    case 'lte':
      return figure <= rule.first;
    case 'gt':
      return figure > rule.first;
    case 'gte':
      return figure >= rule.first;
    case 'equals':
      return figure === rule.first;
    case 'between':
      return figure >= Math.min(rule.first, rule.second) && figure <= Math.max(rule.first, rule.second);
  }
}

/** Bars start at zero; negative ones go left of it. */
function barOf(figure: number, { min, max }: Ranges['members'], tone: string): CellLook['bar'] {
  const low = Math.min(0, min ?? 0);
  const high = Math.max(0, max ?? 0);
  const span = high - low;
  if (span === 0) return null;
  const zero = (0 - low) / span;
  const end = Math.min(1, Math.max(0, (figure - low) / span));
  return { from: Math.min(zero, end), to: Math.max(zero, end), tone, isNegative: figure < 0 };
}

function scaleOf(
  figure: number,
  { min, max }: Ranges['members'],
  { low, high }: Extract<CellFormat, { kind: 'scale' }>,
): Pick<CellLook, 'fill' | 'strength'> {
  if (min === null || max === null || min === max) return { fill: high, strength: 0.5 };
  const place = Math.min(1, Math.max(0, (figure - min) / (max - min)));
  if (low === null) return { fill: high, strength: place };
  return place < 0.5 ? { fill: low, strength: 1 - place * 2 } : { fill: high, strength: place * 2 - 1 };
}

const toneColors: Record<Tone, string> = {
  red: '#B3261E',
  green: '#1F7A4D',
  amber: '#B7791F',
  blue: '#1F5C7A',
  grey: '#8D939A',
};

/** The colour of a tone on paper; an own colour is itself. */
export function toneColor(one: string): string {
  return Object.hasOwn(toneColors, one) ? toneColors[one as Tone] : one;
}
