import { useNavigate } from '@tanstack/react-router';
import { App, Button, Dropdown } from 'antd';
import { useEffect } from 'react';
import { type AnalysisKind, analysisPath } from '../../../../contract/analysis-kinds.ts';
import { defaultPageSetup, type ExportFormat } from '../../../../contract/exports.ts';
import { useErrorSentence } from '../../../errors/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { useMayEdit } from '../../../queries/index.ts';
import { useExport } from '../../print/use-export.ts';
import { useStand } from '../frame/stand.tsx';
import { useWorld } from '../frame/world.ts';
import { downloadText, toCsv } from './csv.ts';

interface ExportMenuProps {
  kind: AnalysisKind;
  settings: object;
  body: object | null;
  csv: (() => (string | number | null)[][]) | null;
}

type FileFormat = Extract<ExportFormat, 'pdf' | 'xlsx' | 'png' | 'svg'>;
const fileFormats: readonly FileFormat[] = ['xlsx', 'pdf', 'png', 'svg'];
const key = 'analysis-export';

/** The table as it stands as CSV at once; workbook, page and pictures are made by the host. */
export function ExportMenu({ kind, settings, body, csv }: ExportMenuProps) {
  const { t } = useTranslation('analytics');
  const { language } = useWorld();
  const { message } = App.useApp();
  const sentence = useErrorSentence();
  const { saved } = useStand();
  const navigate = useNavigate();
  const mayEdit = useMayEdit();
  const run = useExport();
  const title = saved?.title ?? t(`kinds.${kind}`);
  const failure = run.error ? sentence(run.error) : (run.state?.error?.message ?? null);
  const isDone = run.state?.status === 'succeeded';
  useEffect(() => {
    if (run.isRunning) void message.open({ key, type: 'loading', content: t('exporting'), duration: 0 });
    else if (failure !== null) void message.open({ key, type: 'error', content: failure, duration: 6 });
    else if (isDone) void message.open({ key, type: 'success', content: t('exported'), duration: 3 });
  }, [run.isRunning, failure, isDone, message, t]);
  // What is said while a file is made ends with the page that follows it.
  useEffect(() => () => message.destroy(key), [message]);
  const order = (format: FileFormat) => {
    if (body === null) return;
    const question = { ...body } as Record<string, unknown>;
    run.start({
      target: { analytics: analysisPath(kind, question), question, settings: { ...settings }, title },
      format,
      page: { ...defaultPageSetup, hasCover: false, hasContents: false, hasAppendix: false },
      lang: language,
      encoding: 'utf-8',
      rows: 'all',
    });
  };
  const isReady = body !== null && csv !== null;
  return (
    <Dropdown
      trigger={['click']}
      placement="bottomRight"
      menu={{
        items: [
          { key: 'csv', label: t('exportAs.csv'), disabled: csv === null },
          ...fileFormats.map((format) => ({ key: format, label: t(`exportAs.${format}`), disabled: !isReady })),
          // What is saved is sent: a schedule reads the report anew each time.
          ...(mayEdit ? [{ key: 'schedule', label: t('schedule'), disabled: saved === null }] : []),
        ],
        onClick: ({ key: chosen }) => {
          if (chosen === 'csv' && csv) downloadText(`${title}.csv`, toCsv(csv()));
          else if (chosen === 'schedule')
            void navigate({ to: '/deliveries', search: { new: `report:${saved?.id ?? ''}` } as never });
          else order(chosen as FileFormat);
        },
      }}
    >
      <Button data-testid="export" loading={run.isRunning}>
        {t('export')}
      </Button>
    </Dropdown>
  );
}
