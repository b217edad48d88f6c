import { useNavigate } from '@tanstack/react-router';
import { App, Button, Dropdown } from 'antd';
import { useState } from 'react';
import type { AnalysisKind } from '../../../../contract/analysis-kinds.ts';
import type { Board } from '../../../../contract/boards.ts';
import type { AnalysisReport } from '../../../../contract/reports.ts';
import { useErrorSentence } from '../../../errors/index.ts';
import { useLocalized, useTranslation } from '../../../i18n/index.ts';
import { useMayEdit } from '../../../queries/index.ts';
import { RequestError } from '../../../transport/index.ts';
import { BoardDialog } from '../../explore/board-dialog.tsx';
import { isSame } from '../frame/link.ts';
import { useStand } from '../frame/stand.tsx';
import { DescribeDialog } from './describe-dialog.tsx';
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
  const isSaved = report !== null && isSame({ ...report.definition.settings, ...settings }, report.definition.settings);
  const suggested = report?.title ?? t(`kinds.${kind}`);

  const fail = (error: unknown) => {
    const isConflict = error instanceof RequestError && error.code === 'api/conflict';
    void message.error(isConflict ? t('reports.conflict') : `${t('saveFailed')} · ${sentence(error)}`);
  };
  const go = (id: string | null, of: AnalysisKind = kind) =>
    navigate({ to: '/analytics/$kind', params: { kind: of }, search: (id === null ? {} : { report: id }) as never });
  const store = async (title: string, description: string, isNew: boolean): Promise<AnalysisReport | null> => {
    if (body === null) return null;
    const definition = { analysis: kind, settings: { ...settings }, question: { ...body } };
    try {
      const input = { kind: 'analysis' as const, title, description, definition };
      return await save.mutateAsync({ report: isNew ? null : report, input });
    } catch (error) {
      fail(error);
      return null;
    }
  };
  const keep = async (title: string, description: string, isNew: boolean) => {
    const kept = await store(title, description, isNew);
    if (!kept) return;
    close();
    void message.success(t('reports.savedToast'));
    await go(kept.id);
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
            onClick: () => void keep(t('reports.copyOf', { title: report.title }), report.description, true),
          },
          { key: 'save-as', label: t('reports.saveAs'), onClick: () => setAsking('save') },
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
          heading={t(asking === 'save' ? 'reports.saveTitle' : 'reports.describe')}
          title={suggested}
          description={report?.description ?? ''}
          save={(title, description) => keep(title, description, asking === 'save')}
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
            report && isSaved ? report : store(report?.title ?? title, report?.description ?? '', report === null)
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
