import { useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { type ExportOrder, exportOutput } from '../../../contract/exports.ts';
import { request } from '../../transport/index.ts';
import { LightTheme } from '../../ui/index.ts';
import { PrintDocument } from './document.tsx';
import type { DocumentReport } from './report.ts';

/** The page that the printer prints: nothing but the document, and its report when it stands. */
export default function PrintPage() {
  const { id } = useParams({ from: '/print/$id' });
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const tile = typeof search.tile === 'string' ? search.tile : null;
  const waitMs = Number(search.wait);
  const order = useQuery({
    queryKey: ['print-order', id],
    queryFn: ({ signal }) => request(`/api/v1/exports/${encodeURIComponent(id)}`, { schema: exportOutput, signal }),
  });
  const [report, setReport] = useState<DocumentReport | { error: string } | null>(null);
  useEffect(() => {
    document.documentElement.dataset.printing = '';
    return () => {
      delete document.documentElement.dataset.printing;
    };
  }, []);
  useEffect(() => {
    if (report && 'title' in report) document.title = report.title;
  }, [report]);
  const failure = order.isError ? { error: String(order.error) } : null;
  const told = failure ?? report;
  return (
    <LightTheme>
      {order.data ? (
        <PrintDocument
          order={tile === null ? order.data.order : pictureOf(order.data.order, tile)}
          {...(waitMs > 0 ? { waitMs } : {})}
          isBare={tile !== null}
          onReport={setReport}
          onError={(error) => setReport({ error: error instanceof Error ? error.message : String(error) })}
        />
      ) : null}
      {told ? (
        <div id="print-report" hidden>
          {JSON.stringify(told)}
        </div>
      ) : null}
    </LightTheme>
  );
}

/** One tile of an order as a picture, for slides and mails. */
function pictureOf(order: ExportOrder, tile: string): ExportOrder {
  const { target } = order;
  return { ...order, format: 'png', target: 'board' in target ? { ...target, tiles: [tile] } : target };
}
