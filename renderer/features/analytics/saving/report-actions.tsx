import { useNavigate, useSearch } from '@tanstack/react-router';
import { App, Button, Dropdown } from 'antd';
import { useState } from 'react';
import type { AnalysisKind } from '../../../../contract/analysis-kinds.ts';
import type { Board } from '../../../../contract/boards.ts';
import type { AnalysisReport, AnalysisReportInput } from '../../../../contract/reports.ts';
import { useErrorSentence } from '../../../errors/index.ts';
import { useLocalized, useTranslation } from '../../../i18n/index.ts';
import { useMayEdit } from '../../../queries/index.ts';
import { RequestError } from '../../../transport/index.ts';
import { DescribeDialog } from '../../../ui/index.ts';
import { BoardDialog } from '../../explore/board-dialog.tsx';
import { useStand } from '../frame/stand.tsx';
import { OpenDialog } from './open-dialog.tsx';
import { useRemoveAnalysis, useSaveAnalysis } from './report-requests.ts';
import styles from './saving.module.css';
import { VersionsDialog } from './versions-dialog.tsx';

interface ReportActionsProps {
  kind: AnalysisKind;
  settings: object;
  /** The question as it was put; null while it cannot be. */
  body: object | null;
}

type Asking = 'save' | 'describe' | 'open' | 'versions' | 'board' | null;

/** Keeps an analysis as a report: saved, opened again, copied, changed, put on boards, shown to others. */
export function ReportActions({ kind, settings, body }: ReportActionsProps) {
  const { t } = useTranslation('analytics');
  const localized = useLocalized();
  const { message, modal } = App.useApp();
  const sentence = useErrorSentence();
  const navigate = useNavigate();
  const mayEdit = useMayEdit();
  const save = useSaveAnalysis();
  const remove = useRemoveAnalysis();
  const { saved: report } = useStand();
  const [asking, setAsking] = useState<Asking>(null);
  const close = () => setAsking(null);
  // The address carries what differs from the report as saved, and nothing else.
  const { q } = useSearch({ strict: false }) as { q?: string };
  const isSaved = report !== null && !q;
  const suggested = report?.title ?? t(`kinds.${kind}`);

  const fail = (error: unknown) => {
    const isConflict = error instanceof RequestError && error.code === 'api/conflict';
    void message.error(isConflict ? t('reports.conflict') : `${t('saveFailed')} · ${sentence(error)}`);
  };
  const go = (id: string | null, of: AnalysisKind = kind) =>
    navigate({ to: '/analytics/$kind', params: { kind: of }, search: (id === null ? {} : { report: id }) as never });
  /** What the page shows now. */
  const shown = body === null ? null : { analysis: kind, settings: { ...settings }, question: { ...body } };
  const store = async (
    input: Omit<AnalysisReportInput, 'kind' | 'definition'>,
    definition: AnalysisReportInput['definition'] | null,
    isNew: boolean,
  ): Promise<AnalysisReport | null> => {
    if (definition === null) return null;
    try {
      const whole = { kind: 'analysis' as const, ...input, definition };
      return await save.mutateAsync({ report: isNew ? null : report, input: whole });
    } catch (error) {
      fail(error);
      return null;
    }
  };
  const keep = async (title: string, description: string, isNew: boolean) => {
    const kept = await store({ title, description }, shown, isNew);
    if (!kept) return;
    close();
    void message.success(t('reports.savedToast'));
    await go(kept.id);
  };
  /** Title and description alone: what has been changed on the page stays unsaved. */
  const describe = async (of: AnalysisReport, title: string, description: string) => {
    if (!(await store({ title, description }, of.definition, false))) return;
    close();
    void message.success(t('reports.savedToast'));
  };
  /** The report as it was saved, under another name. */
  const duplicate = async (of: AnalysisReport) => {
    const title = t('reports.copyOf', { title: of.title });
    const copy = await store({ title, description: of.description }, of.definition, true);
    if (!copy) return;
    void message.success(t('reports.savedToast'));
    await go(copy.id);
  };
  const placed = async (board: Board, kept: AnalysisReport) => {
    close();
    const key = `placed-${board.id}`;
    const open = () => {
      message.destroy(key);
      void navigate({ to: '/boards/$id', params: { id: board.id } });
    };
    void message.open({
      ...{ key, type: 'success', duration: 8 },
      content: (
        <>
          {t('onBoard', { board: localized(board.title) })}{' '}
          {/* Messages live outside of the router: a link of its own could not find its way. */}
          <Button type="link" size="small" onClick={open} data-testid="open-board">
            {t('openBoard')}
          </Button>
        </>
      ),
    });
    if (kept.id !== report?.id) await go(kept.id);
  };
  const share = async () => {
    await navigator.clipboard.writeText(location.href);
    void message.success(t('linkCopied'));
  };
  const askRemove = (gone: AnalysisReport) =>
    modal.confirm({
      title: t('reports.removeAsk', { title: gone.title }),
      okButtonProps: { danger: true },
      okText: t('reports.remove'),
      onOk: async () => {
        await remove.mutateAsync(gone.id);
        await go(null);
      },
    });
  const isReady = body !== null;
  const items = [
    ...(mayEdit ? [{ key: 'board', label: t('toBoard'), disabled: !isReady, onClick: () => setAsking('board') }] : []),
    { key: 'link', label: t('copyLink'), onClick: () => void share() },
    { type: 'divider' as const },
    { key: 'open', label: t('reports.open'), onClick: () => setAsking('open') },
    ...(report ? [{ key: 'fresh', label: t('reports.fresh'), onClick: () => void go(null) }] : []),
    ...(report && mayEdit
      ? [
          {
            key: 'copy',
            label: t('reports.duplicate'),
            onClick: () => void duplicate(report),
          },
          { key: 'save-as', label: t('reports.saveAs'), disabled: !isReady, onClick: () => setAsking('save') },
          { key: 'describe', label: t('reports.describe'), onClick: () => setAsking('describe') },
        ]
      : []),
    ...(report ? [{ key: 'versions', label: t('reports.versions'), onClick: () => setAsking('versions') }] : []),
    ...(report && mayEdit
      ? [{ key: 'remove', label: t('reports.remove'), danger: true, onClick: () => void askRemove(report) }]
      : []),
  ];
  return (
    <>
      {report ? (
        <span className={styles.state} data-saved={isSaved} data-testid="report-state">
          {isSaved ? t('reports.isSaved', { version: report.version }) : t('reports.isChanged')}
        </span>
      ) : null}
      <Dropdown trigger={['click']} placement="bottomRight" menu={{ items }}>
        <Button data-testid="report-more">{t('reports.more')}</Button>
      </Dropdown>
      {mayEdit ? (
        <Button
          type="primary"
          loading={save.isPending}
          disabled={!isReady || isSaved}
          onClick={() => (report ? void keep(report.title, report.description, false) : setAsking('save'))}
          data-testid="report-save"
        >
          {t('save')}
        </Button>
      ) : null}
      {asking === 'save' || asking === 'describe' ? (
        <DescribeDialog
          words={{
            heading: t(asking === 'save' ? 'reports.saveTitle' : 'reports.describe'),
            title: t('reports.titleLabel'),
            description: t('reports.descriptionLabel'),
            save: t('save'),
          }}
          title={suggested}
          description={report?.description ?? ''}
          save={(title, description) =>
            asking === 'describe' && report ? describe(report, title, description) : keep(title, description, true)
          }
          close={close}
        />
      ) : null}
      {asking === 'open' ? (
        <OpenDialog open={(one) => void go(one.id, one.analysis).then(close)} close={close} />
      ) : null}
      {asking === 'versions' && report ? <VersionsDialog report={report} close={close} /> : null}
      {asking === 'board' ? (
        <BoardDialog<AnalysisReport>
          title={suggested}
          isChanged={report === null ? 'new' : !isSaved}
          saved={async (title) =>
            report && isSaved
              ? report
              : store({ title: report?.title ?? title, description: report?.description ?? '' }, shown, report === null)
          }
          onDone={(board, kept) => void placed(board, kept)}
          onError={fail}
          close={(kept) => {
            close();
            if (kept && kept.id !== report?.id) void go(kept.id);
          }}
        />
      ) : null}
    </>
  );
}
