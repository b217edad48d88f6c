import { useQuery } from '@tanstack/react-query';
import { type CSSProperties, useEffect, useMemo, useRef, useState } from 'react';
import type { Board } from '../../../contract/boards.ts';
import { type Briefing, briefingOutput } from '../../../contract/briefing.ts';
import type { ExportOrder, ExportTarget } from '../../../contract/exports.ts';
import { linkTo, tilePath, viewWithin } from '../../../contract/links.ts';
import type { Status } from '../../../contract/workspace.ts';
import { useLanguage, useLocalized, useTranslation } from '../../i18n/index.ts';
import { type DateRange, filterMembersOf, type Members, scopeOf, useBoard } from '../../queries/index.ts';
import { request } from '../../transport/index.ts';
import { BriefingRemarks, BriefingSentences, useBriefingPeriod, useTileNames } from '../briefing/index.ts';
import { useFacts } from './facts.ts';
import { pageSize } from './paper.ts';
import './print-fonts.css';
import styles from './print.module.css';
import type { DocumentReport } from './report.ts';
import { settled } from './settling.ts';
import { Sheet } from './sheet.tsx';

type BriefingTarget = Extract<ExportTarget, { briefing: string }>;

interface BriefingDocumentProps {
  order: ExportOrder;
  target: BriefingTarget;
  members: Members;
  status: Status;
  data: DateRange;
  onReport: (report: DocumentReport) => void;
  onError: (error: unknown) => void;
}

/** A board in words: one page, whatever there is to say. */
export function BriefingDocument(props: BriefingDocumentProps) {
  const { target, onError } = props;
  const language = useLanguage();
  const { briefing: board, view, slice } = target;
  const briefing = useQuery({
    queryKey: ['print-briefing', target, language],
    queryFn: ({ signal }) => {
      const body = { board, view, ...(slice ? { slice } : {}) };
      return request('/api/v1/briefing', { method: 'POST', body, schema: briefingOutput, signal });
    },
  });
  // Names of its tiles come with it.
  const named = useBoard(board);
  const broken = [briefing, named].find((query) => query.isError && query.data === undefined);
  if (broken) queueMicrotask(() => onError(broken.error));
  return briefing.data && named.data ? <BriefingSheet {...props} briefing={briefing.data} board={named.data} /> : null;
}

/** Words are as large as the page allows; smaller than the least they are not read in a meeting. */
const mostScale = 1.25;
const leastScale = 0.6;

/** The next smaller scale where the words do not fit their page; null where they do. */
function smaller(text: HTMLElement | null, scale: number): number | null {
  const room = text?.parentElement?.getBoundingClientRect().height ?? 0;
  const needed = text?.getBoundingClientRect().height ?? 0;
  return needed <= room || scale <= leastScale ? null : Math.max(leastScale, scale - 0.05);
}

function BriefingSheet(props: BriefingDocumentProps & { briefing: Briefing; board: Board }) {
  const { order, target, members, status, data, briefing, board, onReport } = props;
  const { t } = useTranslation('print');
  const localized = useLocalized();
  const periodOf = useBriefingPeriod();
  const namesOf = useTileNames(briefing.board);
  const root = useRef<HTMLDivElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const isPoster = order.format === 'png';
  const [scale, setScale] = useState(isPoster ? 1 : mostScale);
  const setup = order.page;
  const base = status.linkBase;
  const { from, to } = briefing;
  // Its very dates: read next month, the link still shows what the sentence says.
  const { range: _, ...view } = target.view;
  const pathOf = (tile: string) => tilePath(briefing.board, viewWithin({ ...view, from, to }, target.slice), tile);
  const size = pageSize(setup);
  const scope = useMemo(() => {
    const context = { filterMembers: filterMembersOf(board), data, timezone: status.workspace.timezone };
    const chosen = target.slice ? { ...context, slice: target.slice } : context;
    return { ...scopeOf(target.view, chosen), range: { from, to } };
  }, [target, board, data, status, from, to]);
  const title = setup.title ?? t('briefing', { title: localized(briefing.title) });
  const facts = useFacts({ scope, members, status, setup, title });
  // biome-ignore lint/correctness/useExhaustiveDependencies: these are what the page is made of
  useEffect(() => {
    let isGone = false;
    void (async () => {
      if (root.current === null) return;
      await settled(root.current, () => isGone);
      if (isGone) return;
      const next = isPoster ? null : smaller(text.current, scale);
      if (next !== null) return setScale(next);
      onReport({
        widthMm: size.widthMm,
        heightMm: size.heightMm,
        pages: 1,
        cells: 0,
        title,
        author: setup.author ?? status.workspace.name,
        failedTiles: briefing.failed.map((id) => ({ id, title: namesOf([id]), message: '' })),
        notes: [],
        leftOut: briefing.leftOut.map((id) => namesOf([id])),
      });
    })();
    return () => {
      isGone = true;
    };
  }, [briefing, scale, setup, title, isPoster]);
  const words = (
    <div ref={text} className={styles.briefing} style={{ zoom: scale } as CSSProperties}>
      <h1 className={styles.briefingTitle}>{title}</h1>
      <p className={styles.briefingPeriod}>{periodOf(briefing)}</p>
      <p className={styles.briefingFacts}>
        {facts.facts
          .filter(({ term }) => term !== '' && term !== t('dates'))
          .map(({ term, text: value }) => `${term}: ${value}`)
          .join(' · ')}
      </p>
      <div className={styles.rule} />
      <BriefingSentences
        sentences={briefing.sentences}
        {...(base ? { led: ({ tileId }, said) => <a href={linkTo(base, pathOf(tileId))}>{said}</a> } : {})}
      />
      <BriefingRemarks briefing={briefing} {...(target.slice ? { value: target.slice.value } : {})} />
    </div>
  );
  const frame = { size, title: status.workspace.name, period: facts.period, dataAsOf: facts.dataAsOf };
  return (
    <div ref={root} className={styles.document}>
      {isPoster ? (
        <div className={styles.posterSheet} style={{ width: 848 }} data-sheet="poster">
          {words}
        </div>
      ) : (
        <Sheet frame={frame} page={1} pages={1}>
          {words}
        </Sheet>
      )}
    </div>
  );
}
