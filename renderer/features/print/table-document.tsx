import { type CSSProperties, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ExportOrder } from '../../../contract/exports.ts';
import type { Status } from '../../../contract/workspace.ts';
import { useErrorSentence } from '../../errors/index.ts';
import type { CubeQuery, Members } from '../../queries/index.ts';
import { unknownMember } from '../../queries/index.ts';
import { useDeadline } from './deadline.ts';
import { DocumentSheets } from './document-sheets.tsx';
import { useFacts } from './facts.ts';
import { LongTables, type MeasuredTable } from './long-tables.tsx';
import { pageSize } from './paper.ts';
import './print-fonts.css';
import styles from './print.module.css';
import { useLongTables } from './print-data.ts';
import type { DocumentReport } from './report.ts';
import { settled } from './settling.ts';

interface TableDocumentProps {
  order: ExportOrder;
  query: CubeQuery;
  title: string;
  members: Members;
  status: Status;
  waitMs: number;
  onReport: (report: DocumentReport) => void;
}

/** The answer to one question as a document: every row, over as many pages as it takes. */
export function TableDocument({ order, query, title, members, status, waitMs, onReport }: TableDocumentProps) {
  const sentence = useErrorSentence();
  const root = useRef<HTMLDivElement>(null);
  const setup = order.page;
  const size = pageSize(setup);
  const zoom = 0.85;
  const [contentWidth, pageHeight] = [size.contentWidth / zoom, size.contentHeight / zoom];
  const requests = useMemo(() => [{ id: 'question', title, query, note: '' }], [title, query]);
  const isLate = useDeadline(waitMs);
  const loaded = useLongTables(requests, { members, workspace: status.workspace }, { isLate, waitMs });
  const [measured, setMeasured] = useState<MeasuredTable | null>(null);
  const onMeasured = useCallback((one: MeasuredTable) => setMeasured(one), []);
  const facts = useFacts({ scope: null, members, status, setup, title: setup.title ?? title });
  const first = loaded?.[0];
  const error = first?.error ?? null;
  const isReady = loaded !== null && (error !== null || measured?.table === first?.table);
  const layoutKey = JSON.stringify([isReady, setup, order.lang]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `layoutKey` holds everything the layout is made of
  useEffect(() => {
    let isGone = false;
    void (async () => {
      if (!isReady || root.current === null) return;
      await settled(root.current, () => isGone);
      if (isGone || root.current === null) return;
      onReport({
        widthMm: size.widthMm,
        heightMm: size.heightMm,
        pages: root.current.querySelectorAll('[data-sheet]').length,
        cells: (first?.table?.rows.length ?? 0) * (first?.table?.columns.length ?? 0),
        title: facts.title,
        author: setup.author ?? status.workspace.name,
        failedTiles: error === null ? [] : [{ id: 'question', title, message: sentence(error) }],
        leftOut: [],
        notes: first?.table?.isCut && first.table.note ? [first.table.note] : [],
      });
    })();
    return () => {
      isGone = true;
    };
  }, [layoutKey]);
  const contents =
    error === null ? (measured ? [measured.flow({ pageHeight, contentWidth, startsPage: false })] : []) : [];
  return (
    <div ref={root} className={styles.document} style={{ '--print-zoom': zoom } as CSSProperties}>
      <DocumentSheets
        setup={{ ...setup, hasContents: false }}
        size={size}
        isPoster={false}
        isBare={false}
        pageHeight={pageHeight}
        contentWidth={contentWidth}
        facts={{ ...facts, description: '' }}
        contents={error === null ? contents : [{ kind: 'alert', id: 'alert', height: 60, text: sentence(error) }]}
        entries={[]}
        definitions={query.measures.map((name) => members.get(name) ?? unknownMember(name))}
        renderBand={() => null}
      />
      {first?.table && measured?.table !== first.table ? (
        <LongTables tables={[first.table]} width={contentWidth} zoom={zoom} onMeasured={onMeasured} />
      ) : null}
    </div>
  );
}
