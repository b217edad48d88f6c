import { questionInput } from '../../../contract/analysis-reports.ts';
import {
  analysisFilters,
  analysisQuestion,
  type BoardScope,
  type Members,
  rangeOf,
} from '../../../contract/board-queries/index.ts';
import type { TileOf } from '../../../contract/boards.ts';
import { AppError } from '../../../contract/errors.ts';
import type { Analyses } from '../../analytics/index.ts';
import type { Reader } from '../figures.ts';
import { reportWords } from '../words.ts';
import { type AnalysisBody, AnalysisColumns, behaviourBody, isBehaviour } from './behaviour-table.ts';
import { customerBody } from './customer-table.ts';
import { filterNotes } from './filter-notes.ts';
import type { Table } from './table.ts';

/** The analyses a table is read from. */
export type AnalysisFigures = Pick<Analyses, 'behaviour' | 'customerValue' | 'feedback' | 'stages'>;

export interface AnalysisContext {
  analyses: AnalysisFigures;
  reader: Reader;
  scope: BoardScope;
  members: Members;
  /** ISO 4217 of the workspace. */
  currency: string;
  signal?: AbortSignal;
}

/** A customer analysis as rows. @throws api/invalid-input, replica/* */
export async function analysisTable(tile: TileOf<'analysis'>, context: AnalysisContext): Promise<Table> {
  const { reader, scope } = context;
  const { body } = analysisQuestion(tile, scope);
  const read = questionInput(tile.analysis, tile.question).safeParse(body);
  if (!read.success) {
    const details = read.error.issues.map((issue) => ({
      path: issue.path.map(String).join('.'),
      message: issue.message,
    }));
    throw new AppError('api/invalid-input', { details });
  }
  const range = rangeOf(tile, scope);
  const words = reportWords[reader.language];
  const dates = 'dateRange' in body ? [`${words.dates}: ${range.from} – ${range.to}`] : [];
  const asOf = typeof body.asOf === 'string' ? [`${words.dates}: ${body.asOf.slice(0, 10)}`] : [];
  return {
    title: tile.title[reader.language],
    notes: [
      ...dates,
      ...asOf,
      ...filterNotes(tile, analysisFilters(tile, scope).unreached, context),
      ...(tile.subtitle?.[reader.language] ? [tile.subtitle[reader.language]] : []),
    ],
    ...(await bodyOf(tile.analysis, read.data, context)),
  };
}

/** @param question checked against the shape of its analysis */
function bodyOf(
  analysis: TileOf<'analysis'>['analysis'],
  question: unknown,
  context: AnalysisContext,
): Promise<AnalysisBody> {
  const columns = new AnalysisColumns(context.reader.language);
  return isBehaviour(analysis)
    ? behaviourBody(analysis, question, { ...context, columns })
    : customerBody(analysis, question, { ...context, columns });
}
