import type { MessagePort } from 'node:worker_threads';
import type { RowPack } from './row-pack.ts';

const aheadTables: ReadonlySet<string> = new Set(['orders', 'order_items', 'products', 'events', 'profiles']);

/** Whether the replica can take rows of a table before they are published; of an imported one where its columns stay. */
export const comesAhead = (table: string): boolean => aheadTables.has(table) || /^t_\d+_/.test(table);

/** Ranges of ids, both ends included. */
export type IdRanges = [first: number, last: number][];

/**
 * What the writer tells the replica of a running import, so that its rows are there when it is published. The rows are
 * a favour, never the truth: whatever is not told, told too late or taken back is copied from the store as ever.
 */
export type AheadMessage =
  | {
      kind: 'begin';
      importNumber: number;
      /** The change log when the import began. */
      seq: number;
      /** It brings rows of an imported table, and of no other. */
      isOwnTable: boolean;
    }
  | {
      kind: 'rows';
      importNumber: number;
      /** The workspace's currency once the import is published, as far as can be seen now; null = as it is. */
      currency: string | null;
      /** Rows as the import inserted them; rows of one chunk come together. */
      packs: RowPack[];
      /** What they weigh on `backlog`. */
      kilobytes: number;
    }
  | {
      /** Sent before the commit that publishes; when that fails, `drop` follows. */
      kind: 'publish';
      importNumber: number;
      /** The import's own rows in the change log. */
      firstSeq: number;
      lastSeq: number;
      /** Rows told that the import itself changed or deleted afterwards. */
      touched: Record<string, IdRanges>;
    }
  | { kind: 'drop'; importNumber: number };

/** The way from the writer to the replica. */
export interface AheadLink {
  port: MessagePort;
  /** One 32-bit number: kilobytes sent and not taken yet. */
  backlog: SharedArrayBuffer;
}
