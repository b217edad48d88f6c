import { Link } from '@tanstack/react-router';
import type { MemberDefinition, MemberDetail, MemberUse } from '../../../contract/model.ts';
import { formatInstant } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { useStatus } from '../../queries/index.ts';
import styles from './member-history.module.css';
import { MemberVersions } from './member-versions.tsx';
import parts from './model.module.css';

/** Where a member is used, and everything that happened to it. */
export function MemberHistory({
  member,
  current,
  onTake,
}: {
  member: MemberDetail;
  /** What stands in the form; null while it is unfinished. */
  current: MemberDefinition | null;
  onTake: (definition: MemberDefinition) => void;
}) {
  const { t } = useTranslation('model');
  const language = useLanguage();
  const zone = useStatus().data?.workspace.timezone ?? 'UTC';
  return (
    <>
      <section className={parts.card} aria-label={t('uses')} data-testid="model-uses">
        <h2 className={parts.cardTitle}>{t('uses')}</h2>
        {member.uses.length === 0 ? <p className={parts.hint}>{t('noUses')}</p> : null}
        <ul className={styles.list}>
          {member.uses.map((use) => (
            <li key={`${use.kind}-${use.id}`}>
              <span className={parts.quiet}>{t(`useKinds.${use.kind}`)}</span> <UseLink use={use} />
            </li>
          ))}
        </ul>
      </section>
      <section className={parts.card} aria-label={t('history')} data-testid="model-history">
        <div className={styles.head}>
          <h2 className={parts.cardTitle}>{t('history')}</h2>
          <MemberVersions versions={member.versions} current={current} onTake={onTake} />
        </div>
        <ol className={styles.list}>
          {member.versions.map((version) => (
            <li key={version.version}>
              {t(`actions.${version.action}`)}{' '}
              <span className={parts.quiet}>
                {formatInstant(version.at, zone, language)} · {version.author}
              </span>
              {version.note ? <p className={styles.noteText}>{version.note}</p> : null}
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}

function UseLink({ use }: { use: MemberUse }) {
  switch (use.kind) {
    case 'board':
      return (
        <Link to="/boards/$id" params={{ id: use.id }}>
          {use.title}
        </Link>
      );
    case 'report':
      return (
        <Link to="/explore" search={{ report: use.id }}>
          {use.title}
        </Link>
      );
    case 'member':
      return (
        <Link to="/model/members/$id" params={{ id: use.id }}>
          {use.title}
        </Link>
      );
    default:
      return <span>{use.title}</span>;
  }
}
