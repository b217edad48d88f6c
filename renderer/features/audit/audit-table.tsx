import { Link } from '@tanstack/react-router';
import type { AuditLine } from '../../../contract/audit.ts';
import { segmentAnalyses } from '../../../contract/segments.ts';
import { formatCount, formatInstant } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { useMembers } from '../../queries/index.ts';
import { CustomerLink } from '../customers/index.ts';
import styles from './audit.module.css';
import { type DetailWords, detailTexts } from './detail-words.ts';

/** Lines of the audit in words. */
export function AuditTable({ lines, timezone }: { lines: readonly AuditLine[]; timezone: string }) {
  const { t } = useTranslation('audit');
  const language = useLanguage();
  const actions: Record<string, string> = t('actions', { returnObjects: true });
  const known: Record<string, string> = { local: t('local'), host: t('host'), unknown: t('unknown') };
  return (
    <div className={styles.frame}>
      <table className={styles.table} data-testid="audit">
        <thead>
          <tr>
            <th scope="col">{t('when')}</th>
            <th scope="col">{t('who')}</th>
            <th scope="col">{t('what')}</th>
            <th scope="col">{t('target')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.id}>
              <td className={styles.time}>{formatInstant(line.at, timezone, language)}</td>
              <td className={styles.who}>
                {line.actorName ?? known[line.actor] ?? t('gone', { id: line.actor.slice(0, 8) })}
              </td>
              <td className={styles.what}>{actions[line.action] ?? line.action}</td>
              <td className={styles.target}>
                <Target line={line} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Of what: by its name where it has one, with what else was written down. */
function Target({ line: { action, target, targetName, details } }: { line: AuditLine }) {
  const { t } = useTranslation('audit');
  const { t: analytics } = useTranslation('analytics');
  const { t: value } = useTranslation('value');
  const { t: voice } = useTranslation('voice');
  const members = useMembers().data;
  const count = typeof details.count === 'number' ? details.count : null;
  const people = count === null ? '' : t('count', { count, formatted: formatCount(count) });
  if (action === 'customer viewed' && target !== null) {
    return <CustomerLink id={Number(target)}>{targetName ?? t('customer', { id: target })}</CustomerLink>;
  }
  if (action === 'customers listed' && targetName !== null && target !== null) {
    return (
      <>
        <Link to="/segments/$id" params={{ id: target }}>
          {targetName}
        </Link>
        <small>{people}</small>
      </>
    );
  }
  const segments: Record<string, string> = value('rfm.segments', { returnObjects: true });
  const words: DetailWords = {
    names: t('details', { returnObjects: true }),
    values: t('values', { returnObjects: true }),
    parts: t('parts', { returnObjects: true }),
    exports: t('exports', { returnObjects: true }),
    choices: {
      segment: segments,
      before: { ...segments, null: value('rfm.notYet') },
      after: segments,
      answers: target?.startsWith('nps')
        ? voice('feedback.groups.nps', { returnObjects: true })
        : t('answers', { returnObjects: true }),
      followUp: voice('feedback.followUps', { returnObjects: true }),
      counted: t('counted', { returnObjects: true }),
    },
  };
  const places: Record<string, string> = { customers: t('allCustomers'), search: t('search') };
  const kind = segmentAnalyses.find((one) => target === one || target === `${one}/responses`);
  const member = action === 'personal field read' ? members?.get(target ?? '') : undefined;
  const name =
    targetName ??
    places[target ?? ''] ??
    (kind ? analytics(`kinds.${kind === 'churn/at-risk' ? 'churn' : kind}` as 'kinds.funnel') : undefined) ??
    (member ? `${member.viewTitle} · ${member.title}` : undefined) ??
    target ??
    '';
  return (
    <>
      {name ? <span>{name}</span> : null}
      <small>{[people, ...detailTexts(details, words)].filter(Boolean).join(' · ')}</small>
    </>
  );
}
