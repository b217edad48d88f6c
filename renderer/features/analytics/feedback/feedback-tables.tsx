import type { FeedbackOutput } from '../../../../contract/feedback.ts';
import { formatCount } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { ResultCard } from '../frame/result-card.tsx';
import { TableScroll } from '../frame/table-scroll.tsx';
import table from '../frame/tables.module.css';
import type { Answer } from '../frame/use-answer.ts';
import { useWorld } from '../frame/world.ts';
import { propertyName } from '../pickers/event-words.ts';
import styles from './feedback.module.css';
import { type FeedbackSettings, points } from './feedback-settings.ts';
import { type Question, useFeedbackPeople } from './use-feedback-people.ts';

interface CardProps {
  answer: Answer<FeedbackOutput>;
  result: FeedbackOutput;
}

interface BreakdownScoresProps extends CardProps {
  question: Question;
  by: FeedbackSettings['breakdown'];
}

/** The score by value, each with its interval and whether it differs from the others. */
export function BreakdownScores({ answer, result, question, by }: BreakdownScoresProps) {
  const { t } = useTranslation('voice');
  const { t: words } = useWorld();
  const open = useFeedbackPeople(question);
  return (
    <ResultCard title={t('feedback.breakdownTitle', { by: t(`feedback.breakdowns.${by}`) })} answer={answer}>
      <TableScroll label={t(`feedback.breakdowns.${by}`)}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{t(`feedback.breakdowns.${by}`)}</th>
              <th scope="col">{t('feedback.answers')}</th>
              <th scope="col">{t('feedback.score')}</th>
              <th scope="col">95 %</th>
              <th scope="col">{t('feedback.against')}</th>
              <th scope="col">{t('feedback.significant')}</th>
            </tr>
          </thead>
          <tbody>
            {result.breakdown.map((one) => {
              const name = one.label || words('noValue');
              return (
                <tr key={one.value}>
                  <th scope="row">{name}</th>
                  <td>
                    <button
                      type="button"
                      onClick={() => open({ value: one.value }, t('feedback.cellValue', { value: name }))}
                    >
                      {formatCount(one.responses)}
                    </button>
                  </td>
                  <td>{points(one.score, 1)}</td>
                  <td>{one.lower === null ? '—' : `${points(one.lower)} – ${points(one.upper)}`}</td>
                  <td>{points(one.change.points, 1)}</td>
                  <td>{one.change.isSignificant === true ? '✓' : ''}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </TableScroll>
    </ResultCard>
  );
}

/** What goes with good and bad answers, the weightiest first. */
export function Drivers({ answer, result, question }: CardProps & { question: Question }) {
  const { t } = useTranslation('voice');
  const world = useWorld();
  const open = useFeedbackPeople(question);
  const rows = result.drivers.slice(0, 12);
  return (
    <ResultCard title={t('feedback.driversTitle')} note={t('feedback.driversNote')} answer={answer}>
      {rows.length === 0 ? (
        <p className={styles.hint}>{t('feedback.noDrivers')}</p>
      ) : (
        <TableScroll label={t('feedback.driversTitle')}>
          <table className={`${table.table} ${styles.drivers}`}>
            <thead>
              <tr>
                <th scope="col">{t('feedback.driver')}</th>
                <th scope="col">{t('feedback.answers')}</th>
                <th scope="col">{t('feedback.difference')}</th>
                <th scope="col">{t('feedback.impact')}</th>
                <th scope="col">{t('feedback.significant')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((one) => {
                const { property, value } = one;
                const name = value || world.t('noValue');
                return (
                  <tr key={`${property}\n${value}`}>
                    <th scope="row">
                      <span className={styles.property}>
                        {propertyName(property.replace(/^(trait|custom):/, ''), world)}
                      </span>{' '}
                      {name}
                    </th>
                    <td>
                      <button
                        type="button"
                        onClick={() => open({ driver: { property, value } }, t('feedback.cellValue', { value: name }))}
                      >
                        {formatCount(one.responses)}
                      </button>
                    </td>
                    <td>{points(one.difference, 1)}</td>
                    <td>{points(-one.impact, 1)}</td>
                    <td>{one.isSignificant ? '✓' : ''}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </TableScroll>
      )}
    </ResultCard>
  );
}

/** Words that comments share, with an example of each. */
export function Comments({ answer, result, question }: CardProps & { question: Question }) {
  const { t } = useTranslation('voice');
  const open = useFeedbackPeople(question);
  const groups = result.comments.groups.slice(0, 12);
  return (
    <ResultCard
      title={t('feedback.commentsTitle')}
      note={t('feedback.commentsNote')}
      answer={answer}
      testId="feedback-comments"
    >
      {groups.length === 0 ? (
        <p className={styles.hint}>{t('feedback.noComments')}</p>
      ) : (
        <ul className={styles.comments}>
          {groups.map((group) => (
            <li key={group.keyword}>
              <button
                type="button"
                className={styles.keyword}
                data-tone={
                  group.isSignificant === true
                    ? (group.score ?? 0) < (result.overall.score ?? 0)
                      ? 'bad'
                      : 'good'
                    : 'plain'
                }
                onClick={() => open({ keyword: group.keyword }, t('feedback.cellKeyword', { keyword: group.label }))}
              >
                {group.label} <b>{formatCount(group.comments)}</b>
              </button>
              <span className={styles.score}>{points(group.score)}</span>
              <span className={styles.example}>{group.examples[0]?.comment ?? ''}</span>
            </li>
          ))}
        </ul>
      )}
    </ResultCard>
  );
}
