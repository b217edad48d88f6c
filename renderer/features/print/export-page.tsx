import { Link, useParams, useSearch } from '@tanstack/react-router';
import { Button, Checkbox, Input, Segmented, Select } from 'antd';
import { type CSSProperties, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { Board } from '../../../contract/boards.ts';
import { defaultPageSetup, type ExportOrder, type PageSetup, papers } from '../../../contract/exports.ts';
import { PageError } from '../../errors/index.ts';
import { useLanguage, useLocalized, useTranslation } from '../../i18n/index.ts';
import { useBoard } from '../../queries/index.ts';
import { LightTheme, Page } from '../../ui/index.ts';
import { PrintDocument } from './document.tsx';
import styles from './export.module.css';
import { ExportProgress } from './export-progress.tsx';
import { LogoField } from './logo-field.tsx';
import { pageSize } from './paper.ts';
import type { DocumentReport } from './report.ts';
import { TileSettings } from './tile-settings.tsx';
import { useExport } from './use-export.ts';

/** A board on its way to paper: settings at the left, the pages as they will be at the right. */
export default function ExportPage() {
  const { id } = useParams({ from: '/export/$id' });
  const board = useBoard(id);
  if (board.isError && board.data === undefined) {
    return <PageError error={board.error} onRetry={() => void board.refetch()} />;
  }
  return board.data ? <ExportOf board={board.data} /> : null;
}

type Format = 'pdf' | 'xlsx' | 'png';

function ExportOf({ board }: { board: Board }) {
  const { t } = useTranslation('print');
  const localized = useLocalized();
  const language = useLanguage();
  const search = useSearch({ strict: false }) as Record<string, string | string[]>;
  const [format, setFormat] = useState<Format>('pdf');
  const [setup, setSetup] = useState<PageSetup>(defaultPageSetup);
  const [isWhole, setIsWhole] = useState(false);
  const [report, setReport] = useState<DocumentReport | null>(null);
  const change = (part: Partial<PageSetup>) => setSetup((known) => ({ ...known, ...part }));
  const view = useMemo(() => search, [search]);
  const order = useMemo<ExportOrder>(
    () => ({
      target: { board: board.id, view },
      format,
      page: setup,
      lang: language,
      encoding: 'utf-8',
      rows: format === 'xlsx' || isWhole ? 'all' : 'shown',
    }),
    [board.id, view, format, setup, language, isWhole],
  );
  const run = useExport();
  const isPaged = format === 'pdf';
  return (
    <Page
      title={t('exportTitle', { title: localized(board.title) })}
      actions={
        <>
          <Link to="/briefing/$id" params={{ id: board.id }} search={search as never}>
            {t('briefingLink')}
          </Link>
          <Button type="primary" loading={run.isRunning} onClick={() => run.start(order)} data-testid="export-start">
            {t('download')}
          </Button>
        </>
      }
    >
      <div className={styles.layout}>
        <form className={styles.settings} onSubmit={(event) => event.preventDefault()}>
          <ExportProgress run={run} />
          <Labeled label={t('format')}>
            <Segmented<Format>
              block
              value={format}
              onChange={setFormat}
              options={[
                { value: 'pdf', label: 'PDF' },
                { value: 'xlsx', label: 'Excel' },
                { value: 'png', label: t('picture') },
              ]}
            />
          </Labeled>
          {isPaged ? (
            <>
              <Labeled label={t('paper')}>
                <Select
                  value={setup.paper}
                  onChange={(paper) => change({ paper })}
                  options={papers.map((paper) => ({ value: paper, label: paper === '16:9' ? t('slide') : paper }))}
                  aria-label={t('paper')}
                />
              </Labeled>
              <Labeled label={t('orientation')}>
                <Segmented
                  block
                  disabled={setup.paper === '16:9'}
                  value={setup.paper === '16:9' ? 'landscape' : setup.orientation}
                  onChange={(orientation) => change({ orientation })}
                  options={[
                    { value: 'landscape' as const, label: t('landscape') },
                    { value: 'portrait' as const, label: t('portrait') },
                  ]}
                />
              </Labeled>
              <Labeled label={t('margins')}>
                <Segmented
                  block
                  value={setup.margins}
                  onChange={(margins) => change({ margins })}
                  options={(['narrow', 'normal', 'wide'] as const).map((value) => ({
                    value,
                    label: t(`margin.${value}`),
                  }))}
                />
              </Labeled>
              <fieldset className={styles.checks}>
                <legend className="visually-hidden">{t('parts')}</legend>
                <Checkbox checked={setup.hasCover} onChange={(event) => change({ hasCover: event.target.checked })}>
                  {t('cover')}
                </Checkbox>
                <Checkbox
                  checked={setup.hasContents}
                  onChange={(event) => change({ hasContents: event.target.checked })}
                >
                  {t('contents')}
                </Checkbox>
                <Checkbox
                  checked={setup.hasAppendix}
                  onChange={(event) => change({ hasAppendix: event.target.checked })}
                >
                  {t('appendix')}
                </Checkbox>
                <Checkbox checked={isWhole} onChange={(event) => setIsWhole(event.target.checked)}>
                  {t('everyRow')}
                </Checkbox>
              </fieldset>
              <Labeled label={t('documentTitle')}>
                <Input
                  value={setup.title ?? ''}
                  placeholder={localized(board.title)}
                  maxLength={200}
                  onChange={(event) => change({ title: event.target.value === '' ? undefined : event.target.value })}
                  aria-label={t('documentTitle')}
                />
              </Labeled>
              <Labeled label={t('author')}>
                <Input
                  value={setup.author ?? ''}
                  maxLength={120}
                  onChange={(event) => change({ author: event.target.value === '' ? undefined : event.target.value })}
                  aria-label={t('author')}
                />
              </Labeled>
              <LogoField logo={setup.logo} onChange={(logo) => change({ logo })} />
              <TileSettings board={board} setup={setup} onChange={change} />
            </>
          ) : (
            <p className={styles.hint}>{format === 'xlsx' ? t('workbookHint') : t('pictureHint')}</p>
          )}
        </form>
        <Preview order={order} report={report} onReport={setReport} />
      </div>
    </Page>
  );
}

function Labeled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles.field}>
      <span className={styles.label}>{label}</span>
      {children}
    </div>
  );
}

interface PreviewProps {
  order: ExportOrder;
  report: DocumentReport | null;
  onReport: (report: DocumentReport) => void;
}

/** The pages, scaled to the room there is. They are the very pages that are printed. */
function Preview({ order, report, onReport }: PreviewProps) {
  const { t } = useTranslation('print');
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(800);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const shown = useMemo<ExportOrder>(
    () => (order.format === 'xlsx' ? { ...order, format: 'pdf', rows: 'shown' } : order),
    [order],
  );
  const size = pageSize(order.page);
  const pageWidth = order.format === 'png' ? 1248 : (size.widthMm * 96) / 25.4;
  const zoom = Math.min(1, (width - 48) / pageWidth);
  return (
    <section className={styles.preview} ref={box} aria-label={t('preview')}>
      <p className={styles.count} aria-live="polite">
        {report === null ? t('laying') : order.format === 'pdf' ? t('pageCount', { count: report.pages }) : ''}
      </p>
      <div className={styles.pages} style={{ zoom } as CSSProperties} data-ready={report !== null}>
        <LightTheme>
          <PrintDocument order={shown} onReport={onReport} onError={() => undefined} />
        </LightTheme>
      </div>
    </section>
  );
}
