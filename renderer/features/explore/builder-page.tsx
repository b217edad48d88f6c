import {
  DndContext,
  type DragEndEvent,
  DragOverlay,
  type DragStartEvent,
  PointerSensor,
  pointerWithin,
  rectIntersection,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { App } from 'antd';
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import type { Report, ReportDefinition } from '../../../contract/reports.ts';
import type { Status } from '../../../contract/workspace.ts';
import { localDateOf } from '../../format/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import { type Member, type Members, shortName } from '../../queries/index.ts';
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
import { pivotOf } from './pivot-requests.ts';
import { ReportActions } from './report-actions.tsx';
import { ResultPane } from './result-pane.tsx';
import shelfStyles from './shelves.module.css';
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

export function BuilderPage({ start, report, members, status }: BuilderPageProps) {
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
  const pivot = useMemo(
    () => pivotOf(definition, members, builder.data, status.workspace),
    [definition, members, builder.data, status.workspace],
  );
  const missing = [...missingMembers(definition, members)];
  const [dragged, setDragged] = useState<string | null>(null);
  const pointerY = useRef(0);
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 5 } }));
  const onDragStart = ({ active }: DragStartEvent) => {
    const { member, title } = active.data.current as { member?: Member; title?: string };
    setDragged(member?.title ?? title ?? '');
  };
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    setDragged(null);
    const target = over?.data.current as { shelf: Shelf; index: number } | undefined;
    const { member, place } = active.data.current as { member?: Member; place?: ChipPlace };
    if (!target || !over) return;
    // Above the middle of a chip is before it, below is after it.
    const isBelow = String(over.id).startsWith('place:') && pointerY.current > over.rect.top + over.rect.height / 2;
    const index = target.index + (isBelow ? 1 : 0);
    if (member) builder.add(member, target.shelf, index);
    else if (place) builder.move(place, target.shelf, index);
  };
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
        <DndContext
          sensors={sensors}
          // The innermost place under the pointer; a fast drop between places takes the nearest.
          autoScroll={false}
          collisionDetection={(terms) => {
            pointerY.current = terms.pointerCoordinates?.y ?? 0;
            const within = pointerWithin(terms);
            const inner = within.filter((one) => String(one.id).startsWith('place:'));
            return inner.length > 0
              ? inner
              : within.length > 0
                ? within
                : rectIntersection(terms).filter((one) => String(one.id).startsWith('shelf:'));
          }}
          onDragStart={onDragStart}
          onDragEnd={onDragEnd}
          onDragCancel={() => setDragged(null)}
        >
          <div className={styles.work} data-testid="builder">
            <Catalogue />
            <Shelves />
            <ResultPane pivot={pivot} />
          </div>
          <DragOverlay dropAnimation={null}>
            {dragged === null ? null : <span className={shelfStyles.overlay}>{dragged}</span>}
          </DragOverlay>
        </DndContext>
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
  return useMemo(() => {
    const add: Builder['add'] = (member, shelf, index) => {
      const target = shelf ?? defaultShelf(definition, member);
      rememberField(member.name);
      change((now) => addField(now, member, target, index));
    };
    return {
      ...reader,
      change,
      add,
      say,
      remove: (place) => change((now) => removeChip(now, place)),
      move: (from, shelf, index) => change((now) => moveChip(now, from, shelf, index, members)),
    };
  }, [definition, members, reader, change, say]);
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
