import type { IngestState } from '../../contract/ingest.ts';
import type { MetadataStore } from '../ports/metadata-store.ts';

/** Since when events wait for an import to end. */
export function ingestState(store: Pick<MetadataStore, 'all'>): IngestState {
  const [first] = store.all('SELECT received_at FROM ingest_inbox ORDER BY id LIMIT 1');
  return { waitsSince: first ? new Date(Number(first.received_at)).toISOString() : null };
}
