/** A page of this program to be printed. It says itself when it is complete, see `PageReport`. */
export interface PrintOrder {
  /** On this machine; nothing else is ever loaded. */
  url: string;
  /** Sent with every request of the page: who it is printed for. */
  headers: Record<string, string>;
  language: string;
  /** IANA zone. */
  timezone: string;
  /** `svg`: what the page drew of its one tile and left in its report. */
  format: 'pdf' | 'png' | 'svg';
  /** Waiting for the page's figures included. */
  timeoutMs: number;
  /** Of a PDF: a picture of it all as well, of the same figures. */
  withPicture?: boolean;
  signal?: AbortSignal;
}

/** The page shows its picture when it gets this event, and leaves a new report with `data-format="png"`. */
export const pictureEvent = 'luopan-picture';
/** The figures are there; a page that takes longer than this to show its picture will not. The document waits for it. */
export const pictureTimeoutMs = 60_000;

/**
 * What the page leaves in its element `#print-report` as JSON when every figure is there or has failed. Each child of
 * the document with `data-sheet` is one page of the paper size given here.
 */
export interface PageReport {
  widthMm: number;
  heightMm: number;
  pages: number;
  /** Cells of tables. A document of very many is not tagged: tags would make it twenty times as large. */
  cells: number;
  title: string;
  author: string;
  failedTiles: { id: string; title: string; message: string }[];
  notes: string[];
  /** Titles of tiles that are not of the slice. */
  leftOut?: string[];
  /** For the format `svg`. */
  svg?: string;
}

export interface Printed {
  bytes: Uint8Array;
  report: PageReport;
  /** PNG, where it was wanted and this printer makes one beside a document. */
  picture?: Uint8Array;
}

/** Turns a page of this program into a document. The server prints with a Chromium browser, the desktop by itself. */
export interface Printer {
  /**
   * @throws exports/printer-missing when this machine has none, exports/timed-out, exports/print-failed,
   *   exports/cancelled
   */
  print(order: PrintOrder): Promise<Printed>;
  close(): Promise<void>;
}
