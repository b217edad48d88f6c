import type { AnalysisKind } from '../../../../contract/analysis-kinds.ts';
import { ReportActions } from '../saving/report-actions.tsx';
import { ExportMenu } from './export-menu.tsx';

interface ResultActionsProps {
  kind: AnalysisKind;
  settings: object;
  /** The question as it was put; null while it cannot be. */
  body: object | null;
  /** The table of the result; null while there is none. */
  csv: (() => (string | number | null)[][]) | null;
}

/** What can be done with a result: take it along, keep it, put it on a board, show it to others. */
export function ResultActions({ kind, settings, body, csv }: ResultActionsProps) {
  return (
    <>
      <ExportMenu kind={kind} settings={settings} body={body} csv={csv} />
      <ReportActions kind={kind} settings={settings} body={body} />
    </>
  );
}
