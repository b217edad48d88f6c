import { z } from 'zod';
import { memberFilterInput } from './boards.ts';
import { languageOutput } from './language.ts';

export const exportFormats = ['pdf', 'xlsx', 'csv', 'png', 'svg', 'pptx'] as const;
export type ExportFormat = (typeof exportFormats)[number];

const oneValue = z.string().max(20_000);
/**
 * What the reader had chosen, as it stands in a board's address: dates (`from`, `to`) or a named range (`range`),
 * values per dimension, a segment. Empty: what the board opens with.
 */
export const viewInput = z.record(z.string().max(200), z.union([oneValue, z.array(oneValue).max(1000)]));
export type View = z.infer<typeof viewInput>;

/**
 * One value that every figure is narrowed to, whatever a tile leaves aside on its board: the part of one reader of many.
 */
export const sliceInput = z.strictObject({
  member: z.string().min(1).max(200),
  value: z.string().min(1).max(500),
  /** Tiles whose figures know no such dimension: left out and named in their place, or shown whole with a remark. */
  unreached: z.enum(['leave_out', 'send_whole']).default('leave_out'),
});
export type Slice = z.infer<typeof sliceInput>;

/** Of plain text. The second is for older programs of Chinese Windows. */
export const csvEncodings = ['utf-8', 'gb18030'] as const;
export type CsvEncoding = (typeof csvEncodings)[number];

/** What is exported. `tiles`: only these of the board, in the board's order. */
export const exportTargetInput = z.union([
  z.strictObject({
    board: z.string().min(1).max(60),
    view: viewInput.default({}),
    tiles: z.array(z.string().max(60)).min(1).max(200).optional(),
    slice: sliceInput.optional(),
  }),
  z.strictObject({
    report: z.string().min(1).max(60),
    view: viewInput.default({}),
    slice: sliceInput.optional(),
  }),
  z.strictObject({
    /** A board in words, on one page. */
    briefing: z.string().min(1).max(60),
    view: viewInput.default({}),
    slice: sliceInput.optional(),
  }),
  z.strictObject({
    /** A Cube REST query, every row of it unless it has a limit of its own. */
    query: z.record(z.string(), z.unknown()),
    title: z.string().trim().min(1).max(200),
  }),
  z.strictObject({
    analytics: z.string().min(1).max(60),
    question: z.record(z.string(), z.unknown()),
    /** What its page was set to, comparison and view included; pages and pictures show that. */
    settings: z.record(z.string().max(60), z.unknown()).optional(),
    /** Default: the analysis's own name, in the language of the file. */
    title: z.string().trim().min(1).max(200).optional(),
  }),
  z.strictObject({
    /** One figure with its course and, with `by`, the values it is made of: what an alert shows. */
    measure: z.string().min(1).max(200),
    timeMember: z.string().min(1).max(200),
    filters: z.array(memberFilterInput).max(20).default([]),
    by: z.string().max(200).nullable().default(null),
    view: viewInput.default({}),
    title: z.string().trim().min(1).max(200),
  }),
]);
export type ExportTarget = z.infer<typeof exportTargetInput>;

export const papers = ['A4', 'A3', 'Letter', '16:9'] as const;
export const orientations = ['portrait', 'landscape'] as const;

/** How pages look; for PDF, and for PNG the paper decides the width. */
export const pageSetupInput = z.strictObject({
  paper: z.enum(papers).default('A4'),
  orientation: z.enum(orientations).default('landscape'),
  margins: z.enum(['narrow', 'normal', 'wide']).default('normal'),
  hasCover: z.boolean().default(true),
  hasContents: z.boolean().default(true),
  /** Definitions of the measures at the end. */
  hasAppendix: z.boolean().default(true),
  /** In place of the board's title. */
  title: z.string().trim().max(200).optional(),
  author: z.string().trim().max(120).optional(),
  /** The picture itself. */
  logo: z
    .string()
    .max(400_000)
    .regex(/^data:image\/(png|jpeg|webp);base64,[A-Za-z0-9+/=]*$/)
    .optional(),
  /** Tiles that begin a new page. */
  breaksBefore: z.array(z.string().max(60)).max(200).default([]),
  /** A remark below a tile, by its id. */
  notes: z.record(z.string().max(60), z.string().max(2000)).default({}),
});
export type PageSetup = z.infer<typeof pageSetupInput>;
export const defaultPageSetup: PageSetup = pageSetupInput.parse({});

export const exportInput = z.strictObject({
  target: exportTargetInput,
  format: z.enum(exportFormats),
  /** Short forms of the page's most used settings. */
  paper: z.enum(papers).optional(),
  orientation: z.enum(orientations).optional(),
  page: pageSetupInput.optional(),
  /** Language of words, numbers and dates; default: of the request. */
  lang: languageOutput.optional(),
  /** CSV only. */
  encoding: z.enum(csvEncodings).default('utf-8'),
  /** Of tables: every row, or those the tiles show. Default: every row in table files, those shown on pages. */
  rows: z.enum(['all', 'shown']).optional(),
  /** Beside a PDF its figures as one picture, for the message that carries it; both are of one reading. */
  hasPicture: z.boolean().default(false),
});
export type ExportInput = z.infer<typeof exportInput>;

/** As kept and as the print page reads it: everything decided. */
export const exportOrderOutput = z.object({
  target: exportTargetInput,
  format: z.enum(exportFormats),
  page: pageSetupInput,
  lang: languageOutput,
  encoding: z.enum(csvEncodings),
  rows: z.enum(['all', 'shown']),
  hasPicture: z.boolean().optional(),
});
export type ExportOrder = z.infer<typeof exportOrderOutput>;

/** A tile that could not be read; it is named in the file too. */
export const failedTileOutput = z.object({ id: z.string(), title: z.string(), message: z.string() });
export type FailedTile = z.infer<typeof failedTileOutput>;

export const exportStatuses = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;

export const exportOutput = z.object({
  id: z.string(),
  title: z.string(),
  format: z.enum(exportFormats),
  status: z.enum(exportStatuses),
  /** Null for what a person asked for, else `schedule:<id>` or `alert:<id>`. */
  origin: z.string().nullable(),
  order: exportOrderOutput,
  fileName: z.string().nullable(),
  sizeBytes: z.number().nullable(),
  /** Of a PDF. */
  pages: z.number().int().nullable(),
  /** Data rows of a table file. */
  rows: z.number().int().nullable(),
  failedTiles: z.array(failedTileOutput),
  /** What the reader should know: a sheet was split, a text was cut, rows were left out by the board's own limit. */
  notes: z.array(z.string()),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  /** Until when the file is kept; null when there is none. */
  expiresAt: z.iso.datetime().nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type Export = z.infer<typeof exportOutput>;
