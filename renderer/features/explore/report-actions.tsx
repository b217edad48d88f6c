import { useNavigate } from '@tanstack/react-router';
import { App, Button, Dropdown, Modal } from 'antd';
import { useState } from 'react';
import type { Board } from '../../../contract/boards.ts';
import type { CsvEncoding } from '../../../contract/exports.ts';
import type { Pivot } from '../../../contract/pivot.ts';
import type { Report, ReportDefinition, ReportEntry } from '../../../contract/reports.ts';
import { useErrorSentence } from '../../errors/index.ts';
import { formatInstant } from '../../format/index.ts';
import { useLanguage, useLocalized, useTranslation } from '../../i18n/index.ts';
import { hasDrawing, savePicture, takePicture } from '../../pictures/index.ts';
import { useMayEdit } from '../../queries/index.ts';
import { isAbort, RequestError } from '../../transport/index.ts';
import { DescribeDialog, type HistoryAction, RedoIcon, UndoIcon } from '../../ui/index.ts';
import { encodeDefinition } from './address.ts';
import { BoardDialog } from './board-dialog.tsx';
import { useBuilder } from './builder-context.ts';
import { emptyDefinition } from './definition.ts';
import styles from './explore-page.module.css';
import { downloadPivot } from './pivot-requests.ts';
import { useRemoveReport, useReports, useSaveReport } from './report-requests.ts';
import { VersionsDialog } from './versions/versions-dialog.tsx';

interface ReportActionsProps {
  report: Report | null;
  pivot: Pivot;
  canUndo: boolean;
  canRedo: boolean;
  dispatch: (action: HistoryAction<ReportDefinition>) => void;
}

type Asking = 'save' | 'describe' | 'open' | 'versions' | 'board' | null;

/** Undo, export and save of the builder, and what else can be done with a report. */
export function ReportActions({ report, pivot, canUndo, canRedo, dispatch }: ReportActionsProps) {
  const { t } = useTranslation('explore');
  const localized = useLocalized();
  const { definition, fieldTitle, valueTitle } = useBuilder();
  const { message, modal } = App.useApp();
  const sentence = useErrorSentence();
  const navigate = useNavigate();
  const mayEdit = useMayEdit();
  const save = useSaveReport();
  const remove = useRemoveReport();
  const [asking, setAsking] = useState<Asking>(null);
  const isSaved = report !== null && encodeDefinition(report.definition) === encodeDefinition(definition);
  const fail = (error: unknown) => {
    if (isAbort(error)) return;
    const isConflict = error instanceof RequestError && error.code === 'api/conflict';
    void message.error(isConflict ? t('conflict') : sentence(error));
  };
  const store = async (title: string, description: string, isNew: boolean): Promise<Report | null> => {
    try {
      const saved = await save.mutateAsync({
        report: isNew ? null : report,
        input: { title, description, definition },
      });
      setAsking((now) => (now === 'board' ? now : null));
      void message.success(t('savedToast'));
      return saved;
    } catch (error) {
      fail(error);
      return null;
    }
  };
  const keep = async (title: string, description: string, isNew: boolean) => {
    const saved = await store(title, description, isNew);
    if (saved) await navigate({ to: '/explore', search: { report: saved.id } as never, replace: true });
  };
  const placed = async (board: Board, placedReport: Report) => {
    setAsking(null);
    const key = `placed-${board.id}`;
    const { title } = placedReport;
    void message.open({
      key,
      type: 'success',
      duration: 8,
      content: (
        <>
          {t('toBoardDone', { title, board: localized(board.title) })}{' '}
          <Button
            type="link"
            size="small"
            data-testid="to-board-open"
            onClick={() => {
              message.destroy(key);
              void navigate({ to: '/boards/$id', params: { id: board.id } });
            }}
          >
            {t('toBoardOpen')}
          </Button>
        </>
      ),
    });
    if (placedReport.id !== report?.id)
      await navigate({ to: '/explore', search: { report: placedReport.id } as never, replace: true });
  };
  /** What was saved on the way to a board that could not be had is the report shown from now on. */
  const leaveBoards = (kept: Report | null) => {
    setAsking(null);
    if (kept && kept.id !== report?.id)
      void navigate({ to: '/explore', search: { report: kept.id } as never, replace: true });
  };
  const current = async (title: string): Promise<Report | null> =>
    report && isSaved ? report : store(report?.title ?? title, report?.description ?? '', report === null);
  const suggested = [...definition.pivot.values.slice(0, 1).map(valueTitle)]
    .concat(definition.pivot.rows.slice(0, 1).map(({ id, member }) => fieldTitle(id, member)))
    .join(' · ');
  const open = (id: string | null) => {
    setAsking(null);
    void navigate({ to: '/explore', search: (id === null ? {} : { report: id }) as never });
    if (id === null) dispatch({ type: 'open', next: emptyDefinition });
  };
  const openSaved = (chosen: ReportEntry) => {
    if (chosen.kind === 'pivot') return open(chosen.id);
    setAsking(null);
    const search = { report: chosen.id } as never;
    void navigate({ to: '/analytics/$kind', params: { kind: chosen.analysis }, search });
  };
  const share = async () => {
    await copyText(location.href);
    void message.success(t('shared'));
  };
  const askRemove = () => {
    if (!report) return;
    modal.confirm({
      title: t('removeAsk', { title: report.title }),
      okButtonProps: { danger: true },
      okText: t('remove'),
      onOk: async () => {
        await remove.mutateAsync(report.id);
        open(null);
      },
    });
  };
  return (
    <>
      {report ? (
        <span className={styles.state} data-saved={isSaved} data-testid="report-state">
          <i aria-hidden="true" />
          {isSaved ? t('saved', { version: report.version }) : t('changed')}
        </span>
      ) : null}
      <Button
        type="text"
        icon={<UndoIcon size={18} />}
        aria-label={t('undo')}
        title={`${t('undo')} (Ctrl+Z)`}
        disabled={!canUndo}
        onClick={() => dispatch({ type: 'undo' })}
        data-testid="undo"
      />
      <Button
        type="text"
        icon={<RedoIcon size={18} />}
        aria-label={t('redo')}
        title={`${t('redo')} (Ctrl+Y)`}
        disabled={!canRedo}
        onClick={() => dispatch({ type: 'redo' })}
        data-testid="redo"
      />
      <ExportMenu
        pivot={pivot}
        title={report?.title ?? t('untitled')}
        heading={report?.title ?? ''}
        savedId={report && isSaved ? report.id : null}
        onError={fail}
      />
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'open', label: t('open'), onClick: () => setAsking('open') },
            { key: 'new', label: t('fresh'), onClick: () => open(null) },
            { key: 'share', label: t('share'), onClick: () => void share() },
            ...(mayEdit ? [{ key: 'to-board', label: t('toBoard'), onClick: () => setAsking('board') }] : []),
            ...(mayEdit ? [{ key: 'save-as', label: t('saveAs'), onClick: () => setAsking('save') }] : []),
            ...(report && mayEdit
              ? [
                  {
                    key: 'copy',
                    label: t('duplicate'),
                    onClick: () => void keep(t('duplicateOf', { title: report.title }), report.description, true),
                  },
                  { key: 'describe', label: t('describe'), onClick: () => setAsking('describe') },
                ]
              : []),
            ...(report ? [{ key: 'versions', label: t('versions'), onClick: () => setAsking('versions') }] : []),
            ...(report && mayEdit ? [{ key: 'remove', label: t('remove'), danger: true, onClick: askRemove }] : []),
          ],
        }}
      >
        <Button data-testid="report-more">{t('more')}</Button>
      </Dropdown>
      {mayEdit ? (
        <Button
          className={styles.wideOnly ?? ''}
          disabled={definition.pivot.values.length === 0 && definition.pivot.rows.length === 0}
          onClick={() => setAsking('board')}
          data-testid="report-to-board"
        >
          {t('toBoard')}
        </Button>
      ) : null}
      {mayEdit ? (
        <Button
          type="primary"
          loading={save.isPending}
          disabled={isSaved}
          onClick={() => (report ? void keep(report.title, report.description, false) : setAsking('save'))}
          data-testid="report-save"
        >
          {t('save')}
        </Button>
      ) : null}
      {asking === 'save' || asking === 'describe' ? (
        <DescribeDialog
          words={{
            heading: t('describe'),
            title: t('titleLabel'),
            description: t('descriptionLabel'),
            save: t('save'),
          }}
          title={report?.title ?? ''}
          description={report?.description ?? ''}
          save={(title, description) => keep(title, description, asking === 'save')}
          close={() => setAsking(null)}
        />
      ) : null}
      {asking === 'board' ? (
        <BoardDialog
          saved={current}
          isChanged={report === null ? 'new' : !isSaved}
          title={report?.title ?? suggested}
          onDone={(board, kept) => void placed(board, kept)}
          onError={fail}
          close={leaveBoards}
        />
      ) : null}
      {asking === 'open' ? <OpenDialog open={openSaved} close={() => setAsking(null)} /> : null}
      {asking === 'versions' && report ? (
        <VersionsDialog
          report={report}
          open={(next) => {
            dispatch({ type: 'set', next });
            setAsking(null);
          }}
          close={() => setAsking(null)}
        />
      ) : null}
    </>
  );
}

interface ExportMenuProps {
  pivot: Pivot;
  title: string;
  /** What a picture is headed with. */
  heading: string;
  /** Documents are made of what is saved. */
  savedId: string | null;
  onError: (error: unknown) => void;
}

function ExportMenu({ pivot, title, heading, savedId, onError }: ExportMenuProps) {
  const mayEdit = useMayEdit();
  const navigate = useNavigate();
  const { t } = useTranslation('explore');
  const { definition, fieldTitle, valueTitle } = useBuilder();
  const { message } = App.useApp();
  const [isBusy, setIsBusy] = useState(false);
  const [isDrawn, setIsDrawn] = useState(false);
  const run = (work: () => Promise<void>) => {
    setIsBusy(true);
    work()
      .catch(onError)
      .finally(() => setIsBusy(false));
  };
  const file = (format: 'csv' | 'xlsx', encoding: CsvEncoding = 'utf-8') => {
    const titles: Record<string, string> = {};
    for (const field of [...pivot.rows, ...pivot.columns]) titles[field.id] = fieldTitle(field.id, field.member);
    for (const value of pivot.values) titles[value.id] = valueTitle(value);
    const { collapsed, formats, numbers, emptyText } = definition;
    return downloadPivot({ pivot, collapsed, format, encoding, title, titles, formats, numbers, emptyText });
  };
  const shown = () => document.querySelector<HTMLElement>('[data-testid="chart"], [data-testid="pivot-grid"]');
  const words = { title: heading, notes: '', file: title };
  const picture = async (kind: 'svg' | 'png') => {
    const element = shown();
    if (element) await savePicture(element, kind, words);
  };
  const copy = async () => {
    const element = shown();
    if (element === null) return;
    const taken = await takePicture(element, words);
    void (taken === 'copied' ? message.success(t('pictureCopied')) : message.info(t('pictureSaved')));
  };
  const print = () =>
    void navigate({ to: '/export/$id', params: { id: savedId ?? '' }, search: { of: 'report' } as never });
  const schedule = () => void navigate({ to: '/deliveries', search: { new: `report:${savedId}` } as never });
  const items = [
    { key: 'print', label: t('exportPrint'), disabled: savedId === null, onClick: print },
    ...(mayEdit ? [{ key: 'schedule', label: t('schedule'), disabled: savedId === null, onClick: schedule }] : []),
    { key: 'xlsx', label: t('exportXlsx'), onClick: () => run(() => file('xlsx')) },
    { key: 'csv', label: t('exportCsv'), onClick: () => run(() => file('csv')) },
    { key: 'gb18030', label: t('exportGb18030'), onClick: () => run(() => file('csv', 'gb18030')) },
    { type: 'divider' as const },
    { key: 'copy', label: t('copyPicture'), onClick: () => run(copy) },
    { key: 'png', label: t('exportPng'), onClick: () => run(() => picture('png')) },
    ...(isDrawn ? [{ key: 'svg', label: t('exportSvg'), onClick: () => run(() => picture('svg')) }] : []),
  ];
  return (
    <Dropdown trigger={['click']} menu={{ items }} onOpenChange={(isOpen) => isOpen && setIsDrawn(hasDrawing(shown()))}>
      <Button loading={isBusy} data-testid="export">
        {t('export')}
      </Button>
    </Dropdown>
  );
}

function OpenDialog({ open, close }: { open: (report: ReportEntry) => void; close: () => void }) {
  const { t } = useTranslation('explore');
  const { t: analyses } = useTranslation('analytics');
  const language = useLanguage();
  const { workspace } = useBuilder();
  const reports = useReports(true);
  return (
    <Modal open title={t('openTitle')} footer={null} onCancel={close}>
      <ul className={styles.list} data-testid="report-list">
        {(reports.data ?? []).map((report) => (
          <li key={report.id} className={styles.entry}>
            <button type="button" onClick={() => open(report)}>
              <span>{report.title}</span>
              <small>
                {report.kind === 'pivot' ? t(`views.${report.view}`) : analyses(`kinds.${report.analysis}`)} ·{' '}
                {formatInstant(report.updatedAt, workspace.timezone, language)}
              </small>
            </button>
          </li>
        ))}
        {reports.data?.length === 0 ? <li>{t('openEmpty')}</li> : null}
      </ul>
    </Modal>
  );
}

/** The clipboard of pages that are not on this machine or on HTTPS is reached the old way. */
async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const box = document.createElement('textarea');
  box.value = text;
  document.body.append(box);
  box.select();
  document.execCommand('copy');
  box.remove();
}
