import { statSync } from 'node:fs';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import type { ImportOptions, ImportPreview } from '../../contract/imports.ts';
import type { Language } from '../../contract/language.ts';
import type { Workspace, WorkspaceInput } from '../../contract/workspace.ts';
import { previewFile } from '../connectors/files/index.ts';
import { openLanding, type RejectRow, readRejects } from '../landing/index.ts';
import type { Logger } from '../ports/logger.ts';
import type { MetadataStore, Statement } from '../ports/metadata-store.ts';
import { type AheadLink, openStore } from '../store/index.ts';
import { findImport, type ImportRecord, listImports, readCounts } from './import-records.ts';
import type { IngestBatch } from './ingest/item.ts';
import { defaultLimits, type ImportLimits, type WorkspaceDefaults } from './messages.ts';
import { planImport, type SubmitInput, sampleSource } from './submission.ts';
import { readWorkspace } from './workspace.ts';
import { startWriter } from './writer-client.ts';

export interface HubOptions {
  /** Holds `luopan.sqlite` and `landing/`; made when it does not exist. */
  dataDir: string;
  logger: Logger;
  defaults: WorkspaceDefaults;
  limits?: Partial<ImportLimits>;
}

/** The one writer of the store and what it knows about imports and the workspace. Reads are short and happen here. */
export interface Hub {
  readonly storePath: string;
  /** For access and boards. */
  readonly metadata: MetadataStore;
  /**
   * Accepts a file. When this resolves, its bytes and the order to import it survive a power cut.
   *
   * @throws import/* when the file or the mapping cannot be used; nothing is imported then
   */
  submitImport(input: SubmitInput): Promise<{ id: string }>;
  /** A file of about this size is on its way; saying so is never needed, it only makes its import begin sooner. */
  expectFile(sizeBytes: number): void;
  /** Warnings are worded in `language`. */
  preview(
    path: string,
    fileName: string,
    reading: { language: Language; options?: ImportOptions },
  ): Promise<ImportPreview>;
  getImport(id: string): ImportRecord | null;
  /** Newest first. */
  listImports(limit: number): ImportRecord[];
  /** Stops an import and takes back what it wrote; nothing happens when it has ended. */
  cancelImport(id: string): Promise<void>;
  /**
   * Forgets imports that are over, what they kept out, and their landed bytes unless another import has the same.
   *
   * @param alongside written in the same transaction
   */
  forgetImports(ids: readonly string[], alongside?: readonly Statement[]): Promise<void>;
  /** In order of the file. */
  rejects(id: string, page: { offset: number; limit: number }): RejectRow[];
  /** By its name without `table:`. Waits for running imports. @throws api/not-found */
  deleteImportedTable(name: string): Promise<void>;
  /** Removes everything the sample brought, stopping its imports; waits for other running imports. */
  removeSample(): Promise<void>;
  /** Removes everything a source brought; waits for running imports. */
  removeSource(name: string): Promise<void>;
  /** Takes messages of one source. When this resolves they survive a power cut; while an import runs they are seen after it. */
  ingest(batch: IngestBatch): Promise<void>;
  workspace(): Workspace;
  updateWorkspace(input: WorkspaceInput): Promise<Workspace>;
  /** Where imports that begin from now on tell their rows before they are published. */
  tellAhead(link: AheadLink): void;
  /** Rows per entity and imported table, those of unfinished imports left out. */
  counts(): Record<string, number>;
  /** `commit`: data changed and is in the change log. `import`: an import moved on (its id). Result: stops listening. */
  on(event: 'commit', listener: () => void): () => void;
  on(event: 'import', listener: (importId: string) => void): () => void;
  /** Resolves with the reason when writing has become impossible: the writer thread ended by itself. */
  readonly failed: Promise<unknown>;
  /** Unfinished imports run again at the next start. */
  close(): Promise<void>;
}

/** @throws store/locked, store/newer-version, store/damaged, store/read-only, store/disk-full */
export async function startHub({ dataDir, logger, defaults, limits }: HubOptions): Promise<Hub> {
  const storePath = join(dataDir, 'luopan.sqlite');
  const landing = openLanding(join(dataDir, 'landing'));
  const writer = await startWriter(
    { storePath, landingFolder: landing.folder, limits: { ...defaultLimits, ...limits } },
    logger,
  );
  const reader = openStore(storePath, { readOnly: true });
  const workspace = () => readWorkspace(reader, defaults);
  /** Files on their way into an import: no landed bytes go meanwhile, they might be the same. */
  let submitting = 0;
  const { readingThreadBytes } = { ...defaultLimits, ...limits };
  /** The thread that reads large files starts while the file arrives or lands. */
  const expectFile = (sizeBytes: number) => {
    if (sizeBytes >= readingThreadBytes) writer.ask({ kind: 'expect-file' }).catch(() => {});
  };

  /** Its bytes go to the disk while it is looked at; where they cannot, `take` says why. */
  const planWhileSettling = async (input: SubmitInput) => {
    const settled = landing.settle(input.path).catch(() => {});
    try {
      return await planImport(input, input.path, workspace());
    } finally {
      await settled;
    }
  };

  const submit = async (input: SubmitInput): Promise<{ id: string }> => {
    // A user's own file may change at any time, so what was copied is what is looked at. An upload stands still, and
    // stays where it is when it cannot be imported this way: the next try may have another mapping.
    const early = input.keepOriginal ? null : await planWhileSettling(input);
    const file = await landing.take(input.path, input.keepOriginal ?? false, input.sha256);
    const plan = early ?? (await planImport(input, file.path, workspace()));
    const id = input.id ?? uuidv7();
    await writer.ask({ kind: 'submit', import: { id, file, ...plan } });
    return { id };
  };

  return {
    storePath,
    failed: writer.failed,
    metadata: {
      all: (sql, params = []) => reader.all(sql, params),
      run: (statements) => writer.ask({ kind: 'statements', statements }),
    },
    expectFile,
    async submitImport(input) {
      // A file that is not there is told of elsewhere.
      expectFile(statSync(input.path, { throwIfNoEntry: false })?.size ?? 0);
      submitting += 1;
      try {
        return await submit(input);
      } finally {
        submitting -= 1;
      }
    },
    async forgetImports(ids, alongside = []) {
      const hashes = reader
        .all<{ sha256: string }>('SELECT DISTINCT sha256 FROM imports WHERE id IN (SELECT value FROM json_each(?))', [
          JSON.stringify(ids),
        ])
        .map(({ sha256 }) => sha256);
      await writer.ask({ kind: 'forget-imports', importIds: ids, alongside });
      // What is left behind here goes at the next start.
      if (submitting > 0) return;
      const used = reader.all<{ sha256: string }>(
        'SELECT DISTINCT sha256 FROM imports WHERE sha256 IN (SELECT value FROM json_each(?))',
        [JSON.stringify(hashes)],
      );
      const kept = new Set(used.map(({ sha256 }) => sha256));
      for (const sha256 of hashes) if (!kept.has(sha256)) landing.remove(sha256);
    },
    preview(path, fileName, { language, options }) {
      const { timezone, currency } = workspace();
      return previewFile(path, fileName, { timezone, currency, language, ...(options ? { options } : {}) });
    },
    getImport: (id) => findImport(reader, id, writer.waiting),
    listImports: (limit) => listImports(reader, limit, writer.waiting),
    cancelImport: (importId) => writer.ask({ kind: 'cancel', importId }),
    rejects: (id, page) => readRejects(reader, id, page),
    deleteImportedTable: (name) => writer.ask({ kind: 'delete-table', name }),
    removeSample: () => writer.ask({ kind: 'remove-source', name: sampleSource }),
    removeSource: (name) => writer.ask({ kind: 'remove-source', name }),
    ingest: (batch) => writer.ask({ kind: 'ingest', batch }),
    workspace,
    async updateWorkspace(input) {
      await writer.ask({ kind: 'workspace', input });
      return workspace();
    },
    counts: () => readCounts(reader),
    tellAhead(link) {
      // A hub that is closing has nothing more to tell.
      writer.ask({ kind: 'tell-ahead', link }).catch(() => {});
    },
    on(event: 'commit' | 'import', listener: (importId: string) => void) {
      writer.events.on(event, listener);
      return () => writer.events.off(event, listener);
    },
    async close() {
      await writer.close();
      reader.close();
    },
  };
}
