import { Button } from 'antd';
import { useLanguage, useLocalized, useTranslation } from '../../i18n/index.ts';
import type { MapStep } from './import-draft.ts';
import styles from './map-step.module.css';
import type { CatalogField } from './map-step.tsx';
import type { Obstacle } from './mapping-plan.ts';
import { ProblemNote } from './problem-note.tsx';
import { useRowsText } from './rows-text.ts';

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
  const localized = useLocalized();
  const labelOf = (path: string) => {
    const field = fields.find(({ name }) => path === name || path === `mapping.${name}`);
    return field ? localized(field.label) : path;
  };
  const rowsText = useRowsText(step.preview);
  return (
    <footer className={styles.start}>
      {step.problem ? (
        <ProblemNote
          title={t(step.problemWith === 'reading' ? 'problems.reread' : 'start.problem')}
          message={step.problem.message}
          details={step.problem.details.map((detail) => ({ ...detail, path: labelOf(detail.path) }))}
        />
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
          {step.activity === 'starting' ? t('start.starting') : t('start.button', { rows: rowsText })}
        </Button>
      </div>
    </footer>
  );
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
