import { Button, Progress } from 'antd';
import { formatBytes } from '../../format/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import styles from './import.module.css';
import type { DraftFile } from './import-draft.ts';

interface UploadStepProps {
  file: DraftFile;
  sentBytes: number;
  onCancel: () => void;
}

/** The file on its way to the host, then the host reading its beginning. */
export function UploadStep({ file, sentBytes, onCancel }: UploadStepProps) {
  const { t } = useTranslation('import');
  const isSent = sentBytes >= file.sizeBytes;
  const percent = file.sizeBytes > 0 ? Math.floor((sentBytes / file.sizeBytes) * 100) : 100;
  return (
    <div className={styles.narrow}>
      <section className={styles.card} aria-busy="true">
        <h2 className={styles.cardTitle}>{t('upload.sending', { name: file.name })}</h2>
        <Progress percent={percent} showInfo={false} status="active" aria-label={t('upload.label')} />
        <p className={styles.cardLine} aria-live="polite">
          <span>
            {isSent
              ? t('upload.reading')
              : t('upload.progress', { sent: formatBytes(sentBytes), total: formatBytes(file.sizeBytes) })}
          </span>
          <Button onClick={onCancel}>{t('upload.cancel')}</Button>
        </p>
      </section>
    </div>
  );
}
