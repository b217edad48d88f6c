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
  // The printer wants a picture of the very same figures when it has the pages.
  const [asPicture, setAsPicture] = useState(false);
  useEffect(() => {
    const show = () => {
      setReport(null);
      setAsPicture(true);
    };
    window.addEventListener('luopan-picture', show);
    return () => window.removeEventListener('luopan-picture', show);
  }, []);
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
          key={asPicture ? 'picture' : 'pages'}
          order={tile !== null || asPicture ? pictureOf(order.data.order, tile) : order.data.order}
          {...(waitMs > 0 ? { waitMs } : {})}
          isBare={tile !== null}
          onReport={setReport}
          onError={(error) => setReport({ error: error instanceof Error ? error.message : String(error) })}
        />
      ) : null}
      {told ? (
        <div id="print-report" data-format={asPicture ? 'png' : order.data?.order.format} hidden>
          {JSON.stringify(told)}
        </div>
      ) : null}
    </LightTheme>
  );
}

/** An order, or one tile of it, as a picture, for slides and mails. */
function pictureOf(order: ExportOrder, tile: string | null): ExportOrder {
  const { target } = order;
  if (tile === null) return { ...order, format: 'png' };
  return { ...order, format: 'png', target: 'board' in target ? { ...target, tiles: [tile] } : target };
}
