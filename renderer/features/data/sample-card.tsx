import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Popconfirm } from 'antd';
import type { Sample } from '../../../contract/workspace.ts';
import { useErrorSentence } from '../../errors/index.ts';
import { useLocalized, useTranslation } from '../../i18n/index.ts';
import { useStatus } from '../../queries/index.ts';
import { useHasOwnData } from '../import/use-own-data.ts';
import styles from './data.module.css';
import { DataCard } from './data-card.tsx';
import { addSample, removeSample } from './requests.ts';

/** The sample: what it is, where it comes from, and the one click that takes it away or brings it back. */
export function SampleCard() {
  const { t } = useTranslation('data');
  const status = useStatus();
  return (
    <DataCard title={t('sample.title')} query={status} skeletonHeight={150} testId="data-sample">
      {({ sample }) => <SampleBody sample={sample} />}
    </DataCard>
  );
}

function SampleBody({ sample }: { sample: Sample }) {
  const { t } = useTranslation('data');
  const localized = useLocalized();
  const sentence = useErrorSentence();
  const hasOwnData = useHasOwnData();
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries();
  const remove = useMutation({ mutationFn: removeSample, onSuccess: refresh });
  const add = useMutation({ mutationFn: addSample, onSuccess: refresh });
  const isThere = sample.state === 'present' || sample.state === 'importing';
  const failure = remove.error ?? add.error;
  return (
    <>
      <p className={styles.sampleTitle}>{localized(sample.title)}</p>
      <p className={styles.hint} aria-live="polite">
        {stateText()}
      </p>
      <dl className={styles.facts}>
        <dt>{t('sample.origin')}</dt>
        <dd>{origin(sample.origin)}</dd>
        <dt>{t('sample.licence')}</dt>
        <dd>{sample.licence}</dd>
      </dl>
      {failure ? (
        <p className={styles.fault} role="alert">
          {sentence(failure)}
        </p>
      ) : null}
      {isThere ? (
        <Popconfirm
          title={t('sample.removeTitle')}
          description={<span className={styles.confirm}>{t('sample.removeHint')}</span>}
          okText={t('sample.remove')}
          onConfirm={() => remove.mutate()}
        >
          <Button loading={remove.isPending} data-testid="sample-remove">
            {remove.isPending ? t('sample.removing') : t('sample.remove')}
          </Button>
        </Popconfirm>
      ) : (
        <Button loading={add.isPending} onClick={() => add.mutate()} data-testid="sample-add">
          {add.isPending ? t('sample.adding') : t(sample.state === 'failed' ? 'sample.retry' : 'sample.add')}
        </Button>
      )}
    </>
  );

  function stateText(): string {
    if (sample.state === 'importing') return t('sample.importing');
    if (sample.state === 'failed') return t('sample.failed');
    if (!isThere) return t('sample.removed');
    return hasOwnData ? t('sample.presentMixed') : t('sample.present');
  }
}

/** The address in a text is a link; the rest of it stays text. */
function origin(text: string) {
  const address = /https:\/\/[^\s,;]+/.exec(text)?.[0];
  if (address === undefined) return text;
  const [before, after] = text.split(address);
  return (
    <>
      {before}
      <a href={address} target="_blank" rel="noreferrer noopener">
        {address.replace(/^https:\/\//, '')}
      </a>
      {after}
    </>
  );
}
