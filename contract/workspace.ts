import { z } from 'zod';
import { languageOutput } from './language.ts';
import { isOrigin } from './links.ts';

/** Settings of the workspace; day boundaries, money and words follow them everywhere. */
export const workspaceOutput = z.object({
  name: z.string().min(1).max(80),
  language: languageOutput,
  /** IANA zone; all local days, weeks and months are cut in it. */
  timezone: z.string(),
  /** ISO 4217 code all money is shown in; null = the currency of most orders. */
  currencySetting: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .nullable(),
  /** The currency in force now (the setting, or the one of most orders, or CNY / USD by language). */
  currency: z.string().regex(/^[A-Z]{3}$/),
  /** 1 = Monday … 7 = Sunday. */
  weekStart: z.number().int().min(1).max(7),
  /** 1..12 */
  fiscalYearStartMonth: z.number().int().min(1).max(12),
  /** Which colour says "up": red in much of China, green elsewhere. */
  riseColor: z.enum(['red', 'green']),
  /** Units of one currency in the workspace currency, as decimal strings: {"USD": "7.12"}. */
  exchangeRates: z.record(z.string().regex(/^[A-Z]{3}$/), z.string().regex(/^\d{1,9}(\.\d{1,9})?$/)),
  /** Where people reach this workspace, `https://bi.example.com`: what is sent and printed leads there. */
  publicAddress: z.string().max(300).refine(isOrigin).nullable(),
});
export type Workspace = z.infer<typeof workspaceOutput>;

/** Whether this platform can cut days in the zone; one it cannot would make every figure fail. */
function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

export const workspaceInput = workspaceOutput
  .omit({ currency: true })
  .extend({ timezone: z.string().refine(isTimezone) })
  .partial();
export type WorkspaceInput = z.infer<typeof workspaceInput>;

/** State of the shipped sample data. */
export const sampleOutput = z.object({
  state: z.enum(['absent', 'importing', 'present', 'failed', 'removed']),
  importId: z.string().nullable(),
  title: z.object({ 'zh-CN': z.string(), en: z.string() }),
  origin: z.string(),
  licence: z.string(),
});
export type Sample = z.infer<typeof sampleOutput>;

/** First and last instant; null = no data. */
const instants = z.object({ from: z.iso.datetime().nullable(), to: z.iso.datetime().nullable() });

type Instants = z.infer<typeof instants>;

/** From the first of all to the last of all. */
export function spanOf(ranges: readonly Instants[]): Instants {
  const all = ranges.flatMap(({ from, to }) => (from === null || to === null ? [] : [from, to])).sort();
  return { from: all[0] ?? null, to: all.at(-1) ?? null };
}

/** What happened at a time, by kind. */
export const datedRecords = ['orders', 'events', 'survey_responses', 'tickets', 'opportunities'] as const;
export type DatedRecord = (typeof datedRecords)[number];

export const statusOutput = z.object({
  version: z.string(),
  startedAt: z.iso.datetime(),
  workspace: workspaceOutput,
  /** What links on paper begin with: the public address, or `luopan://` of the desktop application; null = none. */
  linkBase: z.string().nullable().optional(),
  /** Rows per entity and per imported table (`table:<name>`), in the store. */
  counts: z.record(z.string(), z.number().int()),
  /** Of orders in revenue or counted; without any, of events, else of any other records: what boards count back from. */
  dataRange: instants,
  /** Of each kind of records: orders may end long before the answers of a survey do. */
  recordRanges: z.record(z.enum(datedRecords), instants),
  replica: z.object({
    state: z.enum(['starting', 'ready', 'rebuilding', 'failed']),
    watermark: z.number().int(),
    storeWatermark: z.number().int(),
    lagMs: z.number(),
    /** Instant of the newest write that answers reflect. */
    asOf: z.iso.datetime().nullable(),
  }),
  /** The index of histories that funnels and their like are counted on; it is made with the first question. */
  index: z
    .object({
      state: z.enum(['unused', 'building', 'ready']),
      events: z.number().int(),
      people: z.number().int(),
      /** Newest change it reflects. */
      watermark: z.number().int(),
      sizeBytes: z.number().int(),
    })
    .optional(),
  sample: sampleOutput,
  jobs: z.object({ running: z.number().int(), queued: z.number().int() }),
  disk: z.object({ dataBytes: z.number(), freeBytes: z.number() }),
});
export type Status = z.infer<typeof statusOutput>;
