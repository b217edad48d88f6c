import { z } from 'zod';
import type { churnInput, churnModelInput, survivalInput } from '../../../../contract/customer-value.ts';

export const churnSettings = z.object({
  inactiveDays: z.number().int().min(1).max(1_825).default(90),
  months: z.number().int().min(1).max(36).default(12),
  asOf: z.iso.date().nullable().default(null),
  by: z.string().max(120).default(''),
  interval: z.enum(['log-log', 'log', 'plain']).default('log-log'),
  sort: z.enum(['probability', 'value']).default('value'),
  segmentId: z.string().optional(),
  /** `previous` (as many months earlier), a segment's id, or nothing. */
  compare: z.string().default(''),
});
export type ChurnSettings = z.output<typeof churnSettings>;

/** Fields that all three questions take. */
function base({ asOf, inactiveDays, segmentId }: ChurnSettings) {
  return {
    inactiveDays,
    ...(asOf === null ? {} : { asOf }),
    ...(segmentId === undefined ? {} : { segmentId }),
  };
}

export function churnBody(settings: ChurnSettings): z.input<typeof churnInput> {
  return { ...base(settings), months: settings.months };
}

export function survivalBody(settings: ChurnSettings): z.input<typeof survivalInput> {
  const { by, interval } = settings;
  return {
    ...base(settings),
    ...(by === '' ? {} : { by: by as NonNullable<z.input<typeof survivalInput>['by']> }),
    ...(interval === 'log-log' ? {} : { interval }),
  };
}

export function modelBody(settings: ChurnSettings): z.input<typeof churnModelInput> {
  return base(settings);
}

/** p-values as they are written: three digits, or below one thousandth. */
export function pValueWords(p: number): string {
  return p < 0.001 ? '< 0.001' : `= ${p.toFixed(3)}`;
}
