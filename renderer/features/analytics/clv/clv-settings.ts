import { z } from 'zod';
import type { clvInput } from '../../../../contract/customer-value.ts';

export const clvSettings = z.object({
  model: z.enum(['bgnbd', 'paretonbd']).default('bgnbd'),
  asOf: z.iso.date().nullable().default(null),
  horizonDays: z.number().int().min(1).max(3_650).default(365),
  /** Per cent a year. */
  discountPercent: z.number().min(0).max(100).default(10),
  marginPercent: z.number().min(0).max(100).default(100),
  unit: z.enum(['week', 'day']).default('week'),
  returns: z.enum(['ignored', 'taken_off']).default('ignored'),
  by: z.enum(['none', 'cohort', 'segment']).default('none'),
  /** Property of the person with the cost to win them; empty for none. */
  costTrait: z.string().default(''),
  /** Customers under contract at the start and after each renewal; empty for none. */
  survivors: z.array(z.number().int().min(0).max(1e12)).max(1_000).default([]),
  /** Who renews, taken from orders instead: how often a contract ends, and the first day of the cohort; empty for one that suits. */
  renewals: z
    .object({ period: z.enum(['month', 'quarter', 'year']), cohort: z.string().max(10).default('') })
    .nullable()
    .default(null),
  segmentId: z.string().optional(),
  /** `previous` (a quarter earlier), a segment's id, or nothing. */
  compare: z.string().default(''),
});
export type ClvSettings = z.output<typeof clvSettings>;

/** How far back the day lies that an answer is compared with: long enough for a value to move. */
export const monthsBefore = 3;

/** Most customers an answer lists. */
export const listed = 1_000;

export function clvBody(settings: ClvSettings): z.input<typeof clvInput> {
  return {
    model: settings.model,
    horizonDays: settings.horizonDays,
    discountRateAnnual: settings.discountPercent / 100,
    unit: settings.unit,
    profiles: listed,
    ...(settings.asOf === null ? {} : { asOf: settings.asOf }),
    ...(settings.marginPercent === 100 ? {} : { marginRate: settings.marginPercent / 100 }),
    ...(settings.returns === 'ignored' ? {} : { returns: settings.returns }),
    ...(settings.by === 'none' ? {} : { by: settings.by }),
    ...(settings.costTrait === '' ? {} : { acquisitionCostTrait: settings.costTrait }),
    ...(settings.segmentId === undefined ? {} : { segmentId: settings.segmentId }),
  };
}

/** Fewer numbers say nothing of how renewal changes with time. */
export const fewestSurvivors = 3;

/** Nobody comes back in such a row, and somebody has left: else there is nothing to fit. */
export const isFalling = (survivors: readonly number[]): boolean =>
  survivors.every((left, i) => i === 0 || left <= (survivors[i - 1] ?? 0)) &&
  (survivors.at(-1) ?? 0) < (survivors[0] ?? 0);

/** Numbers of customers read from a text, and the first part of it that is none. With one such there are no numbers. */
export interface Survivors {
  numbers: number[];
  unread: string | null;
}

const grouped = /^\d{1,3}([,'’ ]\d{3})+(\.0{1,2})?$/;
const whole = /^\d{1,12}(\.0{1,2})?$/;
const mostSurvivors = 1_000;

/**
 * The numbers of a text: of a list by its commas and spaces, of cells pasted from a sheet by its lines and tabs. Only
 * such cells may have their thousands set apart. `1.000` is a thousand to some and one to others, and is not guessed at.
 */
export function survivorsOf(text: string): Survivors {
  const cells = text
    .normalize('NFKC')
    .split(/[\n\r\t;]+/)
    .map((cell) => cell.trim())
    .filter((cell) => cell !== '');
  const parts = cells.flatMap((cell) =>
    cells.length > 1 && grouped.test(cell) ? [cell.replace(/[,'’ ]/g, '')] : cell.split(/[,、\s]+/),
  );
  const named = parts.filter((part) => part !== '');
  const unread = named.find((part) => !whole.test(part)) ?? null;
  return { numbers: unread === null ? named.slice(0, mostSurvivors).map(Number) : [], unread };
}

/** The question without how many customers are listed: that of a cell has pages of its own. */
export function askedOf(body: object): object {
  const { profiles: _, ...asked } = body as { profiles?: number };
  return asked;
}
