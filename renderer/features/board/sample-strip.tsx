import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { z } from 'zod';
import type { Sample } from '../../../contract/workspace.ts';
import { useErrorSentence } from '../../errors/index.ts';
import { useLocalized, useTranslation } from '../../i18n/index.ts';
import { useSession } from '../../queries/index.ts';
import { request } from '../../transport/index.ts';
import styles from './sample-strip.module.css';

/** Says that the figures are of the shipped sample and offers to remove it. */
export function SampleStrip({ sample }: { sample: Sample }) {
  const { t } = useTranslation('board');
  const localized = useLocalized();
  const sentence = useErrorSentence();
  const queryClient = useQueryClient();
  const role = useSession().data?.role;
  const mayRemove = role === 'admin' || role === 'owner';
  const { modal, message, notification } = App.useApp();
  const removal = useMutation({
    mutationFn: () => request('/api/v1/sample', { method: 'DELETE', schema: z.unknown() }),
    onSuccess: async () => {
      await queryClient.invalidateQueries();
      void message.success(t('sampleRemoved'));
    },
    onError: (error) => notification.error({ title: t('sampleRemoveFailed'), description: sentence(error) }),
  });
  if (sample.state === 'importing') return <span className={styles.words}>{t('sampleImporting')}</span>;
  if (sample.state !== 'present') return null;
  const confirm = () =>
    void modal.confirm({
      title: t('sampleRemoveTitle'),
      content: t('sampleRemoveText'),
      okText: t('sampleRemove'),
      okButtonProps: { danger: true },
      icon: null,
      onOk: () => removal.mutateAsync().catch(() => undefined),
    });
  const origin = t('sampleOrigin', { origin: sample.origin, licence: sample.licence });
  return (
    <div className={styles.strip} data-testid="sample-strip">
      <span className={styles.label} title={`${localized(sample.title)}\n${origin}`}>
        {t('sampleLabel')}
      </span>
      {mayRemove ? (
        <Button type="text" size="small" onClick={confirm} loading={removal.isPending} data-testid="sample-remove">
          {t('sampleRemove')}
        </Button>
      ) : null}
    </div>
  );
}
