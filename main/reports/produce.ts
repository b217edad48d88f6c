import { writeFile } from 'node:fs/promises';
import { AppError } from '../../contract/errors.ts';
import type { ExportOrder } from '../../contract/exports.ts';
import type { Access, Principal } from '../access/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { Printer, PrintOrder } from '../ports/printer.ts';
import type { ContentSources } from './contents.ts';
import type { ExportDetails } from './export-rows.ts';
import type { Producer } from './exports.ts';
import type { Reader } from './figures.ts';
import { writeCsvDocument, writeWorkbookDocument } from './table-documents.ts';

export interface ProduceOptions extends ContentSources {
  access: Pick<Access, 'lend'>;
  printer: Printer | null;
  clock: Clock;
  /** Where this program answers on this machine. */
  origin: () => string;
}

/** Beyond the tiles' own time: starting the browser, laying out, writing. */
const printExtraMs = 120_000;

/** Makes files: tables by itself, pages through the printer. */
export function createProducer(options: ProduceOptions): Producer {
  return async (order, context) => {
    const { principal, path, signal } = context;
    const reader: Reader = { principal, language: order.lang };
    switch (order.format) {
      case 'pdf':
      case 'png':
      case 'svg': {
        const { bytes, report, picture } = await print(options, order, { ...context, format: order.format });
        await writeFile(path, bytes, { flush: true });
        if (picture) await writeFile(context.picturePath, picture, { flush: true });
        const { pages, failedTiles, notes, leftOut = [] } = report;
        return { pages, failedTiles, notes, leftOut };
      }
      case 'csv':
        return writeCsvDocument(options, order, { reader, path, signal });
      case 'xlsx':
        return writeWorkbookDocument(options, order, { reader, path, signal });
      case 'pptx':
        return slides(options, order, { ...context, reader });
    }
  };
}

interface PrintContext {
  id: string;
  principal: Principal;
  signal: AbortSignal;
  format: PrintOrder['format'];
  /** One tile of it only. */
  tile?: string;
}

async function print(options: ProduceOptions, order: ExportOrder, context: PrintContext) {
  const { printer, access, figures, origin, tileWaitMs } = options;
  const { id, principal, signal, format, tile } = context;
  if (printer === null) throw new AppError('exports/printer-missing', { params: { path: '' } });
  const timeoutMs = tileWaitMs + printExtraMs;
  const lent = access.lend(principal, timeoutMs + 60_000);
  const search = new URLSearchParams({
    ...{ lang: order.lang, wait: String(tileWaitMs) },
    ...(tile === undefined ? {} : { tile }),
  });
  try {
    return await printer.print({
      url: `${origin()}/print/${id}?${search}`,
      headers: { authorization: `Bearer ${lent.token}` },
      language: order.lang,
      timezone: figures.workspace().timezone,
      ...{ format, timeoutMs, signal, withPicture: order.hasPicture === true && format === 'pdf' },
    });
  } finally {
    lent.giveBack();
  }
}

async function slides(
  options: ProduceOptions,
  order: ExportOrder,
  context: { id: string; principal: Principal; path: string; signal: AbortSignal; reader: Reader },
): Promise<ExportDetails> {
  // Only who wants slides waits for what writes them.
  const { writeSlides } = await import('./slides/index.ts');
  const picture = async (tile: string) => {
    const { bytes, report } = await print(options, order, { ...context, format: 'png', tile });
    return { bytes, failedTiles: report.failedTiles };
  };
  return writeSlides(options, order, { ...context, picture: options.printer === null ? null : picture });
}
