import { Button } from 'antd';
import { formatCount } from '../../format/index.ts';
import { useLanguage, useLocalized, useTranslation } from '../../i18n/index.ts';
import type { MapStep } from './import-draft.ts';
import styles from './map-step.module.css';
import type { CatalogField } from './map-step.tsx';
import type { Obstacle } from './mapping-plan.ts';
import { ProblemNote } from './problem-note.tsx';

interface StartBarProps {
  step: MapStep;
  fields: readonly CatalogField[];
  obstacle: Obstacle | null;
  onStart: () => void;
}

/** Always in sight: what is missing, or how much will be imported. */
export function StartBar({ step, fields, obstacle, onStart }: StartBarProps) {
  const { t } = useTranslation('import');
  const obstacleText = useObstacleText(fields);
  const { estimatedRows, rows } = step.preview;
  const isExact = rows.length === estimatedRows;
  const shown = formatCount(estimatedRows);
  const label = isExact
    ? t('start.button', { count: estimatedRows, shown })
    : t('start.buttonAbout', { shown: formatCount(roundedTo3(estimatedRows)) });
  return (
    <footer className={styles.start}>
      {step.problem ? (
        <ProblemNote title={t('start.problem')} message={step.problem.message} details={step.problem.details} />
      ) : null}
      <div className={styles.startLine}>
        <span className={obstacle ? styles.fault : styles.note} aria-live="polite" data-testid="import-obstacle">
          {obstacle ? obstacleText(obstacle) : t('start.ready')}
        </span>
        <Button
          type="primary"
          size="large"
          disabled={obstacle !== null || step.activity === 'rereading'}
          loading={step.activity === 'starting'}
          onClick={onStart}
          data-testid="import-start"
        >
          {step.activity === 'starting' ? t('start.starting') : label}
        </Button>
      </div>
    </footer>
  );
}

/** An estimate is said in three figures at most: 28,010 → 28,000. */
function roundedTo3(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 2);
  return Math.round(value / unit) * unit;
}

function useObstacleText(fields: readonly CatalogField[]): (obstacle: Obstacle) => string {
  const { t } = useTranslation('import');
  const localized = useLocalized();
  const language = useLanguage();
  return (obstacle) => {
    switch (obstacle.kind) {
      case 'missing': {
        const labels = obstacle.fields.map((name) => {
          const field = fields.find((one) => one.name === name);
          return field ? localized(field.label) : name;
        });
        return t('start.missing', {
          count: labels.length,
          fields: new Intl.ListFormat(language, { type: 'conjunction' }).format(labels),
        });
      }
      case 'table-name':
        return t('start.tableName');
      case 'nothing-mapped':
        return t('start.nothing');
      case 'date-order':
        return t('start.dateOrder');
      case 'source':
        return t('start.source');
    }
  };
}
