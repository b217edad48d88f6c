import { canonicalRelations, type Relation } from '../relations.ts';
import type { CodedRelation } from '../sequence/event-codes.ts';

/**
 * Whether a text is made of texts that are stored with the row, and of no column that the replica derives: derived ones
 * change without the row.
 *
 * @param sql over the columns of the relation
 */
export function isOfStoredTexts(relation: CodedRelation, sql: string): boolean {
  const { columns, target }: Relation = canonicalRelations[relation];
  const stored = new Set(columns.flatMap(({ kind, name }) => (kind === 'text' ? [name] : [])));
  const words = new Set(sql.toLowerCase().match(/\w+/g));
  return target.every(({ name }) => stored.has(name) || !words.has(name));
}
