import { Alert } from 'antd';
import { useErrorSentence } from '../../errors/index.ts';
import { formatBytes } from '../../format/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import { type ExportRun, fileAddress } from './use-export.ts';

/** What became of the last file: on its way, there, or why not. */
export function ExportProgress({ run }: { run: ExportRun }) {
  const { t } = useTranslation('print');
  const sentence = useErrorSentence();
  const { state, error, isRunning } = run;
  if (error) return <Alert type="error" title={sentence(error)} />;
  if (isRunning) return <Alert type="info" title={t('making')} />;
  if (state === null) return null;
  if (state.error) return <Alert type="error" title={state.error.message} />;
  if (state.status !== 'succeeded') return null;
  const failed = state.failedTiles.map(({ title, message }) => `${title}: ${message}`);
  const size = state.sizeBytes === null ? '' : formatBytes(state.sizeBytes);
  return (
    <>
      <Alert
        type="success"
        title={
          <a href={fileAddress(state.id)} download data-testid="export-file">
            {state.fileName} · {size}
          </a>
        }
      />
      {failed.length > 0 ? <Alert type="warning" title={t('failedTiles', { titles: failed.join('; ') })} /> : null}
      {state.notes.map((note) => (
        <Alert key={note} type="info" title={note} />
      ))}
    </>
  );
}
