import { Fragment } from 'react';
import { useTranslation } from '../../../i18n/index.ts';
import { blankValue, type DrillStep } from '../../../queries/index.ts';
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
  if (path.length === 0) return null;
  return (
    <nav className={styles.crumbs} aria-label={t('drillPath')} data-testid="drill-path">
      <button type="button" className={styles.link} onClick={() => change([])}>
        {member(path[0]?.member ?? '').title}
      </button>
      {path.map((step, index) => (
        <Fragment key={`${step.member}${step.value}`}>
          <span aria-hidden="true">›</span>
          <button
            type="button"
            className={styles.link}
            disabled={index === path.length - 1}
            onClick={() => change(path.slice(0, index + 1))}
          >
            {step.value === blankValue ? t('blank') : step.value} · {member(step.next).title}
          </button>
        </Fragment>
      ))}
    </nav>
  );
}
