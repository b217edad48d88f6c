import { z } from 'zod';
import { analysisKinds } from './analysis-kinds.ts';
import { analysisDefinitionInput } from './analysis-reports.ts';
import { presets } from './board-queries/period.ts';
import { chartLookInput, plainChartLook } from './chart-look.ts';
import { axisFieldInput, pivotInput, pivotRequest, pivotValueInput } from './pivot.ts';
import { cellFormatInput, numberFormatInput } from './pivot-formats.ts';

/** How a report is shown; everything but `table` is a chart of the same fields. */
export const reportViews = [
  'table',
  'bar',
  'stacked-bar',
  'percent-bar',
  'horizontal-bar',
  'line',
  'area',
  'pie',
  'treemap',
  'scatter',
] as const;
export type ReportView = (typeof reportViews)[number];

/** Dates of a report: named and counted back from the newest data, or two days. */
export const reportDatesInput = z.strictObject({
  member: z.string().max(200),
  range: z.union([
    z.strictObject({ preset: z.enum(presets) }),
    z.strictObject({ from: z.iso.date(), to: z.iso.date() }),
  ]),
});
export type ReportDates = z.infer<typeof reportDatesInput>;

/** What the builder edits: a pivot without fixed dates, and how it looks. */
export const reportDefinitionInput = z.strictObject({
  pivot: z.strictObject({
    ...pivotInput.shape,
    dates: reportDatesInput.nullable().default(null),
  }),
  view: z.enum(reportViews).default('table'),
  /** For charts: one more field that splits by colour, a figure for the size of marks, figures told on hover. */
  color: axisFieldInput.nullable().default(null),
  size: pivotValueInput.nullable().default(null),
  tooltip: z.array(pivotValueInput).max(10).default([]),
  chart: z
    .strictObject({
      limit: z.number().int().min(2).max(500).default(60),
      look: chartLookInput.default(plainChartLook),
    })
    .default({ limit: 60, look: plainChartLook }),
  collapsed: pivotRequest.shape.collapsed,
  formats: z.array(cellFormatInput).max(60).default([]),
  numbers: z.array(numberFormatInput).max(60).default([]),
  /** Names that the author gave to fields and values, by their id. */
  titles: z.record(z.string().max(60), z.string().max(200)).default({}),
  /** Column widths in pixels, by the value's id; `rows` for the heads. */
  widths: z.record(z.string().max(60), z.number().min(40).max(800)).default({}),
  emptyText: z.string().max(40).default(''),
});
export type ReportDefinition = z.infer<typeof reportDefinitionInput>;

const describedFields = {
  title: z.string().trim().min(1).max(120),
  description: z.string().max(2_000).default(''),
};

/** A report of the builder. */
export const reportInput = z.strictObject({
  kind: z.literal('pivot').default('pivot'),
  ...describedFields,
  definition: reportDefinitionInput,
});
export type ReportInput = z.input<typeof reportInput>;

/** A saved analysis. */
export const analysisReportInput = z.strictObject({
  kind: z.literal('analysis'),
  ...describedFields,
  definition: analysisDefinitionInput,
});
export type AnalysisReportInput = z.infer<typeof analysisReportInput>;

/** Anything that is saved as a report; without a kind it is one of the builder. */
export const savedReportInput = z.discriminatedUnion('kind', [reportInput, analysisReportInput]);
export type SavedReportInput = z.infer<typeof savedReportInput>;

const storedFields = {
  id: z.string(),
  title: z.string(),
  description: z.string(),
  version: z.number().int(),
  author: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
};

export const reportOutput = z.object({
  ...storedFields,
  kind: z.literal('pivot'),
  definition: reportDefinitionInput,
});
export type Report = z.infer<typeof reportOutput>;

export const analysisReportOutput = z.object({
  ...storedFields,
  kind: z.literal('analysis'),
  definition: analysisDefinitionInput,
});
export type AnalysisReport = z.infer<typeof analysisReportOutput>;

export const savedReportOutput = z.discriminatedUnion('kind', [reportOutput, analysisReportOutput]);
export type SavedReport = z.infer<typeof savedReportOutput>;

/** A report in a list. */
export const reportEntryOutput = z.discriminatedUnion('kind', [
  z.object({ ...storedFields, kind: z.literal('pivot'), view: z.enum(reportViews) }),
  z.object({ ...storedFields, kind: z.literal('analysis'), analysis: z.enum(analysisKinds) }),
]);
export type ReportEntry = z.infer<typeof reportEntryOutput>;

export const reportVersionOutput = z.object({
  version: z.number().int(),
  author: z.string(),
  savedAt: z.iso.datetime(),
  title: z.string(),
});
export type ReportVersion = z.infer<typeof reportVersionOutput>;
