import { useMemo, useState } from 'react';
import type { z } from 'zod';
import type { entityCatalogOutput } from '../../../contract/imports.ts';
import { useTranslation } from '../../i18n/index.ts';
import { EntityChoice } from './entity-choice.tsx';
import type { ImportDefaults } from './import-defaults.ts';
import type { MapStep } from './import-draft.ts';
import { ImportOptionsForm } from './import-options-form.tsx';
import styles from './map-step.module.css';
import { MappingEditor } from './mapping-editor.tsx';
import { fieldsByColumn, isTableEntity, obstacleOf } from './mapping-plan.ts';
import { PreviewPane } from './preview-pane.tsx';
import { StartBar } from './start-bar.tsx';
import { TableColumns } from './table-columns.tsx';
import type { ImportWizard } from './use-import-wizard.ts';

export type EntityCatalog = z.infer<typeof entityCatalogOutput>;
export type CatalogField = EntityCatalog[number]['fields'][number];

/** The field being looked at: hovering points at its column, the focus also brings it into sight. */
export interface Look {
  field: string;
  shouldReveal: boolean;
}

interface MapStepViewProps {
  step: MapStep;
  catalog: EntityCatalog;
  /** Entities of imported tables there are (`table:<name>`). */
  tables: readonly string[];
  /** null until the workspace is known. */
  defaults: ImportDefaults | null;
  hasSample: boolean;
  wizard: ImportWizard;
  onStart: () => void;
}

const noFields: CatalogField[] = [];

/** Two panes: left what the rows mean, right the rows, which show at once what the left one does. */
export function MapStepView({ step, catalog, tables, defaults, hasSample, wizard, onStart }: MapStepViewProps) {
  const { t } = useTranslation('import');
  const { dispatch } = wizard;
  const fields = catalog.find(({ entity }) => entity === step.entity)?.fields ?? noFields;
  const { entity, mapping, options, preview } = step;
  const obstacle = obstacleOf({ entity, fields, columns: preview.columns, mapping, options });
  const uses = useMemo(() => fieldsByColumn(mapping), [mapping]);
  const [look, setLook] = useState<Look | null>(null);
  const active = useMemo(
    () =>
      new Set([...uses].flatMap(([column, feeds]) => (look !== null && feeds.includes(look.field) ? [column] : []))),
    [uses, look],
  );
  return (
    <div className={styles.panes}>
      <section className={styles.left} aria-label={t('steps.map')}>
        <div className={styles.scroll}>
          <EntityChoice step={step} dispatch={dispatch} />
          {isTableEntity(entity) ? (
            <TableColumns step={step} tables={tables} dispatch={dispatch} />
          ) : (
            <MappingEditor key={entity} fields={fields} step={step} dispatch={dispatch} onLook={setLook} />
          )}
          <ImportOptionsForm
            step={step}
            fields={fields}
            defaults={defaults}
            hasSample={hasSample}
            dispatch={dispatch}
          />
        </div>
        <StartBar step={step} fields={fields} obstacle={obstacle} onStart={onStart} />
      </section>
      <PreviewPane
        step={step}
        fields={fields}
        uses={uses}
        active={active}
        shouldReveal={look?.shouldReveal ?? false}
        onReread={wizard.reread}
        onOtherFile={() => wizard.leave()}
      />
    </div>
  );
}
