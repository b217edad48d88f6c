import { mkdirSync } from 'node:fs';
import { readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../contract/errors.ts';
import type { ExportFormat } from '../../contract/exports.ts';

const contentTypes: Record<ExportFormat, string> = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
};

export function contentTypeOf(format: ExportFormat, encoding: 'utf-8' | 'gb18030'): string {
  return format === 'csv' && encoding === 'gb18030' ? 'text/csv; charset=gb18030' : contentTypes[format];
}

/** The folder of finished files. A file is there whole or not at all: it is written beside and renamed. */
export class ExportFiles {
  readonly #folder: string;

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'exports');
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
  }

  pathOf(id: string, format: ExportFormat): string {
    return join(this.#folder, `${id}.${format}`);
  }

  /** Of the picture beside a document. */
  pictureOf(id: string): string {
    return join(this.#folder, pictureName(id));
  }

  /**
   * Lets `make` write a file and keeps it when that succeeds.
   *
   * @throws store/disk-full
   */
  async keep<T>(
    id: string,
    format: ExportFormat,
    make: (path: string) => Promise<T>,
  ): Promise<{ sizeBytes: number; made: T }> {
    const part = `${this.pathOf(id, format)}.part`;
    try {
      const made = await make(part);
      const { size } = await stat(part);
      await rename(part, this.pathOf(id, format));
      return { sizeBytes: size, made };
    } catch (error) {
      await rm(part, { force: true }).catch(() => undefined);
      await rm(this.pictureOf(id), { force: true }).catch(() => undefined);
      const code = (error as { code?: string } | null)?.code;
      if (code === 'ENOSPC' || code === 'EDQUOT') {
        throw new AppError('store/disk-full', { params: { path: this.#folder }, cause: error });
      }
      throw error;
    }
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    await writeFile(path, bytes, { flush: true });
  }

  async exists(id: string, format: ExportFormat): Promise<boolean> {
    return stat(this.pathOf(id, format)).then(
      () => true,
      () => false,
    );
  }

  async remove(id: string, format: ExportFormat): Promise<void> {
    await rm(this.pathOf(id, format), { force: true });
    await rm(this.pictureOf(id), { force: true });
  }

  /** Deletes what no export knows: parts of files that a crash left, files of exports that are gone. */
  async sweep(known: ReadonlySet<string>): Promise<void> {
    for (const name of await readdir(this.#folder)) {
      if (!known.has(name)) await rm(join(this.#folder, name), { force: true });
    }
  }
}

/** Name of the picture beside the document of an export. */
export const pictureName = (id: string) => `${id}.picture.png`;

/** A name every system takes for a file, from a title: `经营总览 2011-12-01–2011-12-09.pdf`. */
export function fileNameOf(title: string, format: ExportFormat): string {
  const plain = title
    .replace(/[\\/:*?"<>|\p{Cc}\p{Cs}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^\.+|[. ]+$/g, '');
  return `${[...(plain || 'Luopan')].slice(0, 100).join('')}.${format}`;
}
