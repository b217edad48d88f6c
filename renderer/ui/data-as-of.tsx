import type { TFunction } from 'i18next';
import type { Language } from '../../contract/language.ts';
import type { Status } from '../../contract/workspace.ts';
import { formatDay, formatInstant, localDateOf } from '../format/index.ts';
import { useLanguage, useTranslation } from '../i18n/index.ts';
import { useStatus } from '../queries/index.ts';
import styles from './page.module.css';

/** How far the data reaches, and whether figures are up to date with it. */
export function DataAsOf() {
  const { t } = useTranslation();
  const language = useLanguage();
  const status = useStatus();
  const stamp = stampOf(status.data, status.isError, language, t);
  return (
    <span className={styles.stamp} title={stamp.title} data-testid="data-as-of" aria-live="polite">
      <span className={styles.dot} data-state={stamp.state} aria-hidden="true" />
      {stamp.text}
    </span>
  );
}

function stampOf(status: Status | undefined, isError: boolean, language: Language, t: TFunction<'frame'>) {
  if (isError) return { state: 'failed', text: t('dataUnreachable') };
  if (!status) return { state: 'idle', text: '' };
  if (status.replica.state === 'failed') return { state: 'failed', text: t('dataFailed') };
  if (status.replica.state !== 'ready') return { state: 'busy', text: t('dataRebuilding') };
  const newest = status.dataRange.to;
  if (newest === null) return { state: 'idle', text: t('dataNone') };
  const { timezone } = status.workspace;
  return {
    state: 'ready',
    text: t('dataAsOf', { date: formatDay(localDateOf(newest, timezone), language) }),
    title: t('dataAsOfTitle', {
      newest: formatInstant(newest, timezone, language),
      zone: timezone,
      written: status.replica.asOf === null ? '—' : formatInstant(status.replica.asOf, timezone, language),
    }),
  };
}
