import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { formatInstant } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { useStatus } from '../../queries/index.ts';
import { useEntityName } from './entity-name.ts';
import styles from './import.module.css';
import { ImportStatus } from './import-status.tsx';
import { importsQuery } from './requests.ts';

/** The last three imports of one's own; nothing at all while there are none. */
export function RecentImports() {
  const { t } = useTranslation('import');
  const language = useLanguage();
  const nameOf = useEntityName();
  const status = useStatus();
  const imports = useQuery(importsQuery);
  const recent = (imports.data ?? []).filter(({ isSample }) => !isSample).slice(0, 3);
  if (recent.length === 0) return null;
  const zone = status.data?.workspace.timezone ?? 'UTC';
  return (
    <section className={styles.recent}>
      <h2 className={styles.sectionTitle}>
        {t('choose.recent')}
        <Link to="/data" className={styles.plainLink}>
          {t('choose.recentAll')}
        </Link>
      </h2>
      <ul>
        {recent.map((one) => (
          <li key={one.id} className={styles.recentItem}>
            <Link to="/import" search={{ id: one.id }} className={styles.recentName}>
              {one.fileName}
            </Link>
            <span>{nameOf(one.entity)}</span>
            <span className={styles.quiet}>{formatInstant(one.createdAt, zone, language)}</span>
            <ImportStatus state={one} />
          </li>
        ))}
      </ul>
    </section>
  );
}
