import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { Button, Checkbox, Input, Segmented, Select } from 'antd';
import { type CSSProperties, type ReactNode, useMemo, useState } from 'react';
import type { Board } from '../../../contract/boards.ts';
import {
  type CsvEncoding,
  defaultPageSetup,
  type ExportOrder,
  type PageSetup,
  papers,
} from '../../../contract/exports.ts';
import { savedReportOutput } from '../../../contract/reports.ts';
import { boardOfReport } from '../../../contract/target-board.ts';
import { PageError } from '../../errors/index.ts';
import { useLanguage, useLocalized, useTranslation } from '../../i18n/index.ts';
import { useBoard } from '../../queries/index.ts';
import { request } from '../../transport/index.ts';
import { LightTheme, Page, useWidth } from '../../ui/index.ts';
import { PrintDocument } from './document.tsx';
import { EncodingSelect } from './encoding-select.tsx';
import styles from './export.module.css';
import { ExportProgress } from './export-progress.tsx';
import { LogoField } from './logo-field.tsx';
import { pageSize } from './paper.ts';
import type { DocumentReport } from './report.ts';
import { TileSettings } from './tile-settings.tsx';
import { useExport } from './use-export.ts';

/** A board, or a report with `of=report` in its address, on its way to paper: settings, and the pages as they will be. */
export default function ExportPage() {
  const { id } = useParams({ from: '/export/$id' });
  const search = useSearch({ strict: false }) as Record<string, string | string[]>;
  return search.of === 'report' ? <ReportById id={id} /> : <BoardById id={id} />;
}

function BoardById({ id }: { id: string }) {
  const board = useBoard(id);
  if (board.isError && board.data === undefined) {
    return <PageError error={board.error} onRetry={() => void board.refetch()} />;
  }
  return board.data ? <ExportOf board={board.data} isReport={false} /> : null;
}

function ReportById({ id }: { id: string }) {
  const report = useQuery({
    queryKey: ['reports', id],
    queryFn: ({ signal }) =>
      request(`/api/v1/reports/${encodeURIComponent(id)}`, { schema: savedReportOutput, signal }),
  });
  const board = useMemo(() => (report.data ? boardOfReport(report.data, {}) : null), [report.data]);
  if (report.isError && report.data === undefined) {
    return <PageError error={report.error} onRetry={() => void report.refetch()} />;
  }
  return board ? <ExportOf board={board} isReport /> : null;
}

type Format = 'pdf' | 'xlsx' | 'pptx' | 'png' | 'csv';

function ExportOf({ board, isReport }: { board: Board; isReport: boolean }) {
  const { t } = useTranslation('print');
  const localized = useLocalized();
  const language = useLanguage();
  const search = useSearch({ strict: false }) as Record<string, string | string[]>;
  const [format, setFormat] = useState<Format>('pdf');
  const [setup, setSetup] = useState<PageSetup>({ ...defaultPageSetup, hasContents: !isReport });
  const [isWhole, setIsWhole] = useState(false);
  const [encoding, setEncoding] = useState<CsvEncoding>('utf-8');
  const [report, setReport] = useState<DocumentReport | null>(null);
  const change = (part: Partial<PageSetup>) => setSetup((known) => ({ ...known, ...part }));
  const view = useMemo(() => {
    const { of: _, ...rest } = search;
    return rest;
  }, [search]);
  const order = useMemo<ExportOrder>(
    () => ({
      target: isReport ? { report: board.id, view } : { board: board.id, view },
      format,
      page: setup,
      lang: language,
      encoding,
      rows: format === 'xlsx' || format === 'csv' || isWhole ? 'all' : 'shown',
    }),
    [isReport, board.id, view, format, setup, language, encoding, isWhole],
  );
  const run = useExport();

  return (
    <Page
      title={t('exportTitle', { title: localized(board.title) })}
      actions={
        <>
          {isReport ? null : (
            <Link to="/briefing/$id" params={{ id: board.id }} search={search as never}>
              {t('briefingLink')}
            </Link>
          )}
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
                { value: 'pptx', label: 'PPT' },
                ...(isReport ? [{ value: 'csv' as const, label: 'CSV' }] : []),
                { value: 'png', label: 'PNG' },
              ]}
            />
          </Labeled>
          {format === 'pdf' ? (
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
                {isReport ? null : (
                  <Checkbox checked={isWhole} onChange={(event) => setIsWhole(event.target.checked)}>
                    {t('everyRow')}
                  </Checkbox>
                )}
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
              {isReport ? null : <TileSettings board={board} setup={setup} onChange={change} />}
            </>
          ) : (
            <>
              {format === 'csv' ? (
                <Labeled label={t('encoding')}>
                  <EncodingSelect value={encoding} onChange={setEncoding} />
                </Labeled>
              ) : null}
              <p className={styles.hint}>{t(`hints.${format}`)}</p>
            </>
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
  const [box, width] = useWidth(800);
  const shown = useMemo<ExportOrder>(
    () => (order.format === 'pdf' || order.format === 'png' ? order : { ...order, format: 'pdf', rows: 'shown' }),
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
