import { AppError } from '../../contract/errors.ts';
import type { CompiledMapping } from '../connectors/files/index.ts';
import { EventsWriter } from './events-writer.ts';
import type { ImportScope, RowWriter } from './import-scope.ts';
import { KeyedTableWriter } from './keyed-table-writer.ts';
import type { StreamPiece } from './messages.ts';
import { opportunitiesPlan } from './opportunities-writer.ts';
import { OpportunityStagesWriter } from './opportunity-stages-writer.ts';
import { OrderItemsWriter } from './order-items-writer.ts';
import { OrdersWriter } from './orders-writer.ts';
import { ProductsWriter } from './products-writer.ts';
import { ProfilesWriter } from './profiles-writer.ts';
import { RecordsWriter } from './records-writer.ts';
import { RemainingKeysWriter } from './remaining-keys-writer.ts';
import { surveyResponsesPlan } from './survey-responses-writer.ts';
import { TableWriter } from './table-writer.ts';
import { ticketsPlan } from './tickets-writer.ts';

export const tablePrefix = 'table:';

/** The writer for the rows of an entity. @throws import/unknown-entity */
export function createRowWriter(
  scope: ImportScope,
  entity: string,
  { mapping, now, piece }: { mapping: CompiledMapping; now: number; piece: StreamPiece | null },
): RowWriter {
  if (piece?.listsKeys) return new RemainingKeysWriter(scope, entity, { mapping, key: piece.key });
  switch (entity) {
    case 'orders':
      return new OrdersWriter(scope, mapping);
    case 'order_items':
      return new OrderItemsWriter(scope, mapping);
    case 'products':
      return new ProductsWriter(scope, mapping);
    case 'profiles':
      return new ProfilesWriter(scope, mapping);
    case 'events':
      return new EventsWriter(scope, mapping);
    case 'survey_responses':
      return new RecordsWriter(scope, mapping, surveyResponsesPlan);
    case 'tickets':
      return new RecordsWriter(scope, mapping, ticketsPlan);
    case 'opportunities':
      return new RecordsWriter(scope, mapping, opportunitiesPlan(now));
    case 'opportunity_stages':
      return new OpportunityStagesWriter(scope, mapping);
    default:
      if (!entity.startsWith(tablePrefix)) throw new AppError('import/unknown-entity', { params: { entity } });
      if (piece && piece.key.length > 0) {
        return new KeyedTableWriter(scope, entity.slice(tablePrefix.length), { mapping, now, key: piece.key });
      }
      return new TableWriter(scope, entity.slice(tablePrefix.length), mapping, now);
  }
}
