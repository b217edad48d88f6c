import { Link } from '@tanstack/react-router';
import { formatInstant } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { useStatus } from '../../queries/index.ts';
import { useReports } from '../explore/report-requests.ts';
import styles from './analyses-page.module.css';

const shown = 12;

/** Analyses that somebody kept, newest change first; not there while there are none. */
export function SavedAnalyses() {
  const { t } = useTranslation('analytics');
  const language = useLanguage();
  const status = useStatus();
  const reports = useReports(true);
  const kept = (reports.data ?? []).flatMap((one) => (one.kind === 'analysis' ? [one] : []));
  const timezone = status.data?.workspace.timezone;
  if (kept.length === 0 || timezone === undefined) return null;
  return (
    <section aria-labelledby="group-saved">
      <h2 className={styles.group} id="group-saved">
        {t('reports.openTitle')}
      </h2>
      <ul className={styles.saved}>
        {kept.slice(0, shown).map((one) => (
          <li key={one.id}>
            <Link
              to="/analytics/$kind"
              params={{ kind: one.analysis }}
              search={{ report: one.id } as never}
              className={styles.savedLink ?? ''}
            >
              <span>{one.title}</span>
              <small>
                {t(`kinds.${one.analysis}`)} · {one.author} · {formatInstant(one.updatedAt, timezone, language)}
              </small>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
