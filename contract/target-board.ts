import { analysisNames, analysisOfPath } from './analysis-kinds.ts';
import { type Board, boardOutput } from './boards.ts';
import type { ExportTarget, View } from './exports.ts';
import type { LocalizedText } from './language.ts';
import { type AnalysisReport, reportDatesInput, type SavedReport } from './reports.ts';

/**
 * Whether a report can be sent one per value of a dimension of orders. Analyses of events have conditions of their
 * own: what would go to each reader is the whole.
 *
 * @param reportKind of the saved report with this id; null where it is not known
 */
export function isDivisible(target: ExportTarget, reportKind: (id: string) => SavedReport['kind'] | null): boolean {
  if ('analytics' in target) return false;
  return !('report' in target) || reportKind(target.report) !== 'analysis';
}

const rangeSetting = reportDatesInput.shape.range;
const both = (text: string) => ({ 'zh-CN': text, en: text });
const page = { x: 0, y: 0, w: 12, h: 7 };
const day = /^\d{4}-\d{2}-\d{2}/;

/**
 * A saved report as a board of its own, so that everything that prints, writes and sends boards does the same with
 * reports. It keeps its own dates until the reader chose others.
 */
export function boardOfReport(report: SavedReport, view: View): Board {
  const dates = report.kind === 'pivot' ? report.definition.pivot.dates : datesOf(report);
  const isChosen = view.range !== undefined || (view.from !== undefined && view.to !== undefined);
  const own = dates?.range;
  const preset = own && 'preset' in own ? own.preset : null;
  const range = isChosen
    ? { kind: 'board' }
    : own && 'from' in own
      ? { kind: 'fixed', ...own }
      : { kind: preset === null || preset === 'all' ? 'all' : 'board' };
  return boardOutput.parse({
    ...frame(report.id, both(report.title), report.updatedAt, report.version),
    ...(report.description ? { description: both(report.description) } : {}),
    defaultRange: preset ?? 'all',
    tiles: [
      {
        ...{ id: 'report', kind: 'report', reportId: report.id, title: both(report.title), placement: page, range },
        ...(dates && 'member' in dates ? { timeMember: dates.member } : {}),
      },
    ],
  });
}

/** Dates of a saved analysis as those of a report; null for one of a single day. */
function datesOf({ definition }: AnalysisReport) {
  const range = rangeSetting.safeParse(definition.settings.range);
  return range.success ? { range: range.data } : null;
}

/** An analysis as a board of its own; null where boards do not know this kind. Its dates are those of its question. */
export function boardOfAnalysis(of: {
  analytics: string;
  question: Record<string, unknown>;
  settings?: Record<string, unknown> | undefined;
  title?: string | undefined;
}) {
  const { analytics, settings } = of;
  const analysis = analysisOfPath(analytics);
  if (analysis === null) return null;
  const title = of.title === undefined ? analysisNames[analysis] : both(of.title);
  const { dateRange, ...question } = of.question;
  const { from, to } = (dateRange ?? {}) as { from?: unknown; to?: unknown };
  const [first, last] = [from, to].map((one) => (typeof one === 'string' ? day.exec(one)?.[0] : undefined));
  return boardOutput.parse({
    ...frame(analytics, title, new Date(0).toISOString(), 1),
    defaultRange: 'all',
    tiles: [
      {
        ...{ id: 'analysis', kind: 'analysis', analysis, question, title, placement: page },
        ...(settings ? { settings } : {}),
        range: first && last ? { kind: 'fixed', from: first, to: last } : { kind: 'all' },
      },
    ],
  });
}

function frame(id: string, title: LocalizedText, updatedAt: string, version: number) {
  return { id, title, version, isBuiltIn: false, updatedAt };
}

/** A figure as a board of its own: itself with what it was before, its days, and the values it is made of. */
export function boardOfMeasure(of: Extract<ExportTarget, { measure: string }>): Board {
  const { measure, timeMember, filters, by, title } = of;
  const base = { timeMember, filters, title: both(title) };
  return boardOutput.parse({
    ...frame('measure', both(title), new Date(0).toISOString(), 1),
    tiles: [
      {
        ...{ ...base, id: 'figure', kind: 'number', measure, comparisons: ['previous_period', 'previous_year'] },
        ...{ sparkline: false, placement: { x: 0, y: 0, w: 4, h: 3 } },
      },
      {
        ...{ ...base, id: 'course', kind: 'trend', measures: [measure], granularity: 'day', comparison: null },
        ...{ range: { kind: 'trailing-months', months: 2 }, placement: { x: 4, y: 0, w: 8, h: 3 } },
      },
      ...(by === null
        ? []
        : [
            {
              ...{ ...base, id: 'rows', kind: 'ranking', measure, dimension: by, limit: 8 },
              placement: { x: 0, y: 3, w: 12, h: 4 },
            },
          ]),
    ],
  });
}
