import type { TFunction } from 'i18next';
import type { Language } from '../../contract/language.ts';
import type { Status } from '../../contract/workspace.ts';
import { formatDay, formatInstant, localDateOf } from '../format/index.ts';
import { useLanguage, useTranslation } from '../i18n/index.ts';
import { useStatus } from '../queries/index.ts';
import styles from './page.module.css';
import { reachOf, useWhatIsThere } from './what-is-there.ts';

/** How far the data reaches, and whether figures are up to date with it. */
export function DataAsOf() {
  const { t } = useTranslation();
  const language = useLanguage();
  const status = useStatus();
  const what = useWhatIsThere(status.data?.counts);
  const stamp = stampOf({ status: status.data, isError: status.isError, what }, language, t);
  return (
    <span className={styles.stamp} title={stamp.title} data-testid="data-as-of" aria-live="polite">
      <span className={styles.dot} data-state={stamp.state} aria-hidden="true" />
      {stamp.text}
    </span>
  );
}

interface Known {
  status: Status | undefined;
  isError: boolean;
  what: string;
}

function stampOf({ status, isError, what }: Known, language: Language, t: TFunction<'frame'>) {
  if (isError) return { state: 'failed', text: t('dataUnreachable') };
  if (!status) return { state: 'idle', text: '' };
  if (status.replica.state === 'failed') return { state: 'failed', text: t('dataFailed') };
  if (status.replica.state !== 'ready') return { state: 'busy', text: t('dataRebuilding') };
  const reach = reachOf(status);
  switch (reach.kind) {
    case 'none':
      return { state: 'idle', text: t('dataNone') };
    case 'undated':
      return { state: 'idle', text: t('dataUndated'), title: t('dataUndatedTitle', { what }) };
    case 'uncounted':
      return { state: 'idle', text: t('dataUncounted'), title: t('dataUncountedTitle', { what }) };
  }
  const { timezone } = status.workspace;
  const dayOf = (instant: string) => formatDay(localDateOf(instant, timezone), language);
  const date = dayOf(reach.newest);
  const times = {
    zone: timezone,
    written: status.replica.asOf === null ? '—' : formatInstant(status.replica.asOf, timezone, language),
  };
  if (reach.kind === 'all') {
    const newest = formatInstant(reach.newest, timezone, language);
    return { state: 'ready', text: t('dataAsOf', { date }), title: t('dataAsOfTitle', { newest, ...times }) };
  }
  const later = reach.later.map(({ record, to }) => t(`later.${record}`, { date: dayOf(to) })).join(t('listMark'));
  return {
    state: 'ready',
    text: t(`dataOf.${reach.kind}`, { date }),
    title: t('dataOfTitle', { later, ...times }),
  };
}
