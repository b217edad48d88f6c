import { useNavigate, useRouter } from '@tanstack/react-router';
import { App } from 'antd';
import { memo, useCallback, useEffect, useMemo, useReducer, useState } from 'react';
import type { Pivot } from '../../../contract/pivot.ts';
import type { Report, ReportDefinition } from '../../../contract/reports.ts';
import type { Status } from '../../../contract/workspace.ts';
import { localDateOf } from '../../format/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import { type Members, shortName } from '../../queries/index.ts';
import { type History, type HistoryAction, historyReducer, Page, useUndoKeys } from '../../ui/index.ts';
import { ArchivedNote } from '../model/index.ts';
import { encodeDefinition } from './address.ts';
import { type Builder, BuilderContext } from './builder-context.ts';
import { Catalogue, rememberField } from './catalogue.tsx';
import {
  addField,
  type ChipPlace,
  defaultShelf,
  missingMembers,
  moveChip,
  removeChip,
  type Shelf,
} from './definition.ts';
import styles from './explore-page.module.css';
import { FieldDrag } from './field-drag.tsx';
import { pivotOf } from './pivot-requests.ts';
import { ReportActions } from './report-actions.tsx';
import { ResultPane } from './result-pane.tsx';
import { Shelves } from './shelves.tsx';
import { useReader } from './use-reader.ts';

interface BuilderPageProps {
  start: ReportDefinition;
  report: Report | null;
  members: Members;
  status: Status;
}

type Reducer = (
  history: History<ReportDefinition>,
  action: HistoryAction<ReportDefinition>,
) => History<ReportDefinition>;

/**
 * The builder of one report. `start` is where it begins and nothing after that: the address follows the definition,
 * and does not lead it.
 */
export const BuilderPage = memo(
  OpenBuilder,
  (a, b) => a.report === b.report && a.members === b.members && a.status === b.status,
);

function OpenBuilder({ start, report, members, status }: BuilderPageProps) {
  const { t } = useTranslation('explore');
  const [history, dispatch] = useReducer<History<ReportDefinition>, [HistoryAction<ReportDefinition>]>(
    historyReducer as Reducer,
    { past: [], present: start, future: [] },
  );
  const definition = history.present;
  const builder = useBuilderOf(definition, dispatch, members, status);
  useAddress(definition, report);
  useUndoKeys(
    useCallback(() => dispatch({ type: 'undo' }), []),
    useCallback(() => dispatch({ type: 'redo' }), []),
  );
  const pivot = useSame(
    useMemo(
      () => pivotOf(definition, members, builder.data, status.workspace),
      [definition, members, builder.data, status.workspace],
    ),
  );
  const missing = [...missingMembers(definition, members)];
  return (
    <BuilderContext value={builder}>
      <Page
        title={report?.title ?? t('untitled')}
        crumb={t('crumb')}
        actions={
          <ReportActions
            report={report}
            pivot={pivot}
            canUndo={history.past.length > 0}
            canRedo={history.future.length > 0}
            dispatch={dispatch}
          />
        }
      >
        <FieldDrag add={builder.add} move={builder.move}>
          <div className={styles.work} data-testid="builder">
            <Catalogue />
            <Shelves />
            <ResultPane pivot={pivot} />
          </div>
        </FieldDrag>
        {missing.length > 0 ? (
          <p className={styles.notice} role="alert" data-testid="missing-fields">
            {t('missingNotice', { fields: missing.map(shortName).join(', ') })}
            <ArchivedNote missing={missing} />
          </p>
        ) : null}
      </Page>
    </BuilderContext>
  );
}

function useBuilderOf(
  definition: ReportDefinition,
  dispatch: (action: HistoryAction<ReportDefinition>) => void,
  members: Members,
  status: Status,
): Builder {
  const { message } = App.useApp();
  const reader = useReader(definition, members, useReach(status));
  const change = useCallback<Builder['change']>((next) => dispatch({ type: 'set', next }), [dispatch]);
  const say = useCallback(
    (sentence: string) => void message.open({ type: 'info', content: sentence, duration: 1.5 }),
    [message],
  );
  const acts = useMemo(() => {
    const add: Builder['add'] = (member, shelf, index) => {
      change((now) => addField(now, member, shelf ?? defaultShelf(now, member), index));
      rememberField(member.name);
    };
    return {
      change,
      add,
      say,
      remove: (place: ChipPlace) => change((now) => removeChip(now, place)),
      move: (from: ChipPlace, shelf: Shelf, index: number) =>
        change((now) => moveChip(now, from, shelf, index, members)),
    };
  }, [members, change, say]);
  return useMemo(() => ({ ...reader, ...acts }), [reader, acts]);
}

/** A question as before where it asks the same: widths and formats want no new answer. */
function useSame(pivot: Pivot): Pivot {
  const [same, setSame] = useState(pivot);
  const isSame = same === pivot || JSON.stringify(same) === JSON.stringify(pivot);
  if (!isSame) setSame(pivot);
  return isSame ? same : pivot;
}

/** The workspace and the days it has data of; null while there are none. */
function useReach({ workspace, dataRange }: Status) {
  return useMemo(() => {
    const { from, to } = dataRange;
    const { timezone } = workspace;
    const data =
      from === null || to === null ? null : { from: localDateOf(from, timezone), to: localDateOf(to, timezone) };
    return { workspace, data };
  }, [workspace, dataRange]);
}

/** The address always opens what is seen: a saved report as long as it is unchanged, else all of it. */
function useAddress(definition: ReportDefinition, report: Report | null): void {
  const navigate = useNavigate();
  const { history } = useRouter();
  const word = useMemo(() => encodeDefinition(definition), [definition]);
  const saved = useMemo(() => (report ? encodeDefinition(report.definition) : null), [report]);
  useEffect(() => {
    const search: Record<string, string> = {};
    if (report) search.report = report.id;
    if (word !== saved) search.d = word;
    const timer = setTimeout(() => {
      // Whoever has left already is not called back, though the next page may still be on its way.
      const { pathname, search: now } = history.location;
      if (pathname !== '/explore' || (new URLSearchParams(now).get('report') ?? null) !== (report?.id ?? null)) return;
      void navigate({ to: '/explore', search, replace: true, resetScroll: false });
    }, 150);
    return () => clearTimeout(timer);
  }, [word, saved, report, navigate, history]);
}
