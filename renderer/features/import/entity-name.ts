import { canonicalEntities } from '../../../contract/entities.ts';
import { entityLabels } from '../../../contract/entity-labels.ts';
import { useLanguage } from '../../i18n/index.ts';
import { isTableEntity, tableNameOf } from './mapping-plan.ts';

type Known = (typeof canonicalEntities)[number];
const isKnownEntity = (entity: string): entity is Known => (canonicalEntities as readonly string[]).includes(entity);

/** An entity as people call it; an imported table by its own name. */
export function useEntityName(): (entity: string) => string {
  const language = useLanguage();
  return (entity) => {
    if (isTableEntity(entity)) return tableNameOf(entity);
    return isKnownEntity(entity) ? entityLabels[entity][language] : entity;
  };
}
