import type { PivotOutput } from '../../contract/pivot.ts';
import type { PivotFileRequest } from '../../contract/pivot-file.ts';
import type { Catalogue } from './catalogue.ts';
import type { Computed } from './compute.ts';
import { csvOf } from './csv-file.ts';
import type { Layout } from './layout.ts';
import type { PivotTerms } from './protocol.ts';

export interface FileTerms {
  computed: Computed;
  catalogue: Catalogue;
  layout: Layout;
  ranges: PivotOutput['ranges'];
  request: PivotFileRequest;
  terms: PivotTerms;
}

/** Bytes of the file asked for. */
export async function pivotFile(file: FileTerms): Promise<Uint8Array> {
  if (file.request.format === 'csv') return csvOf(file);
  // Only who wants a workbook waits for what writes it.
  const { workbookOf } = await import('./xlsx-file.ts');
  return workbookOf(file);
}
