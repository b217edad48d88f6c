import {
  type AheadLink,
  type AheadMessage,
  buffersOf,
  comesAhead,
  type IdRanges,
  packBytes,
  type RowPack,
  RowPacker,
  type StoredColumn,
  type StoredRow,
  type Writer,
} from '../store/index.ts';

/** Told and not taken yet, at most: two chunks or so. */
const maxBacklogKilobytes = 8 * 1024;
const waitMs = 50;
/** So many waits in vain, and the rest of the import goes on without telling, until there is room again. */
const maxWaits = 20;

export interface RowsAheadOptions {
  link: AheadLink;
  importNumber: number;
  /** The change log when the import begins. */
  seq: number;
  isOwnTable: boolean;
  /** The workspace's currency once the import is published, as far as can be seen; null = as it is. */
  currency: () => string | null;
}

/** Takes rows as they are inserted. */
export interface TakeRows {
  rows(rows: readonly StoredRow[]): void;
  columns(columns: readonly StoredColumn[], stretch: { from: number; to: number }): void;
}

/**
 * Tells the replica the rows of a running import, chunk by chunk, so that it has them when the import is published.
 * Only rows that are surely in the store are told; what they become later is for `PendingWrites` to know.
 */
export class RowsAhead {
  readonly #options: RowsAheadOptions;
  readonly #backlog: Int32Array;
  readonly #packers: RowPacker[] = [];
  #packs: RowPack[] = [];
  #waits = 0;
  #isTelling = true;

  constructor(options: RowsAheadOptions) {
    this.#options = options;
    this.#backlog = new Int32Array(options.link.backlog);
    const { importNumber, seq, isOwnTable } = options;
    this.#post({ kind: 'begin', importNumber, seq, isOwnTable });
  }

  /** A way to tell rows of a table that is written with these columns; those not named have their default. Null: needless. */
  taker(
    store: Writer,
    table: string,
    columns: readonly string[],
    constants: Readonly<Record<string, string | number>>,
  ): TakeRows | null {
    if (!comesAhead(table)) return null;
    const fixed: Record<string, string | number | null> = {};
    const given = new Set(columns);
    for (const { name, dflt_value } of store.all<{ name: string; dflt_value: string | null }>(
      'SELECT name, dflt_value FROM pragma_table_info(?)',
      [table],
    )) {
      if (!given.has(name)) fixed[name] = constants[name] ?? literalValue(dflt_value);
    }
    const packer = new RowPacker(table, columns, fixed);
    this.#packers.push(packer);
    const emit = (pack: RowPack) => void this.#packs.push(pack);
    return {
      rows: (rows) => {
        if (this.#isTelling) packer.add(rows, emit);
      },
      columns: (stored, stretch) => {
        if (this.#isTelling) packer.addColumns(stored, stretch, emit);
      },
    };
  }

  /** To be asked before a chunk: false = wait, the replica is behind. Waits a moment itself. */
  beginChunk(): boolean {
    const backlog = Atomics.load(this.#backlog, 0);
    if (backlog < maxBacklogKilobytes) {
      this.#waits = 0;
      this.#isTelling = true;
      return true;
    }
    if (this.#waits >= maxWaits) {
      this.#isTelling = false;
      return true;
    }
    this.#waits += 1;
    Atomics.wait(this.#backlog, 0, backlog, waitMs);
    return false;
  }

  /** Tells what the chunk inserted. */
  endChunk(): void {
    const packs = this.#packs;
    for (const packer of this.#packers) packer.flush((pack) => void packs.push(pack));
    if (packs.length === 0) return;
    this.#packs = [];
    const kilobytes = packs.reduce((sum, pack) => sum + Math.ceil(packBytes(pack) / 1024), 0);
    Atomics.add(this.#backlog, 0, kilobytes);
    const { importNumber, currency } = this.#options;
    this.#post({ kind: 'rows', importNumber, currency: currency(), packs, kilobytes }, buffersOf(packs));
  }

  /** Inside the transaction that publishes, last. */
  publish(log: { firstSeq: number; lastSeq: number }, touched: Record<string, IdRanges>): void {
    this.#post({ kind: 'publish', importNumber: this.#options.importNumber, ...log, touched });
  }

  /** The import is taken back, or its publication failed. */
  drop(): void {
    this.#packs = [];
    this.#post({ kind: 'drop', importNumber: this.#options.importNumber });
  }

  #post(message: AheadMessage, transfer: ArrayBuffer[] = []): void {
    this.#options.link.port.postMessage(message, transfer);
  }
}

/** A default as SQLite lists it: a number, a text in quotes, nothing. */
function literalValue(literal: string | null): string | number | null {
  if (literal === null || literal === 'NULL') return null;
  const text = /^'(.*)'$/s.exec(literal)?.[1];
  return text === undefined ? Number(literal) : text.replaceAll("''", "'");
}
