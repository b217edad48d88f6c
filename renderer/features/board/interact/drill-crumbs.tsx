import { Fragment } from 'react';
import { useLanguage, useTranslation } from '../../../i18n/index.ts';
import { blankValue, type DrillStep } from '../../../queries/index.ts';
import { stepWord, valueLabel } from '../../tiles/index.ts';
import { useBoardState } from '../board-context.ts';
import styles from './interact.module.css';

/** The way down a tile has gone, each step a way back up. */
export function DrillCrumbs({
  path,
  change,
}: {
  path: readonly DrillStep[];
  change: (path: readonly DrillStep[]) => void;
}) {
  const { t } = useTranslation('boards');
  const { member } = useBoardState();
  const language = useLanguage();
  const [first] = path;
  if (first === undefined) return null;
  const markOf = (step: DrillStep) =>
    'value' in step
      ? valueLabel(step.member, step.value === blankValue ? null : step.value, language, t('blank'))
      : stepWord(step, language);
  const nextOf = ({ next }: DrillStep, isTime: boolean) => {
    if (typeof next !== 'string') return member(next.member).title;
    return isTime ? t(`steps.${next as 'day'}`) : member(next).title;
  };
  const top = 'value' in first ? member(first.member).title : t(`steps.${first.granularity}`);
  return (
    <nav className={styles.crumbs} aria-label={t('drillPath')} data-testid="drill-path">
      <button type="button" className={styles.link} onClick={() => change([])}>
        {top}
      </button>
      {path.map((step, index) => (
        <Fragment key={`${markOf(step)} ${nextOf(step, !('value' in step))}`}>
          <span aria-hidden="true">›</span>
          <button
            type="button"
            className={styles.link}
            disabled={index === path.length - 1}
            onClick={() => change(path.slice(0, index + 1))}
          >
            {markOf(step)} · {nextOf(step, !('value' in step))}
          </button>
        </Fragment>
      ))}
    </nav>
  );
}
