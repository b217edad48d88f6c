import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importedCubeFile } from './imported-cube.ts';
import type { ImportedTable } from './protocol.ts';
import { minorPerMajor, settings } from './settings.ts';

export interface ModelFile {
  fileName: string;
  content: string;
}

/** Stands for the number of minor units in a major unit of the workspace currency. */
const minorToken = /\bMINOR_PER_MAJOR\b/g;

/**
 * Files of the data model: the YAML of `cube/model` and one generated cube per imported table.
 * The division by minor units is written in here, because YAML models cannot compute without the native add-on.
 */
export class ModelFiles {
  readonly #modelDir: string;
  #tables: ImportedTable[] = [];
  #written: ModelFile[] = [];
  #version = '';

  constructor(modelDir: string) {
    this.#modelDir = modelDir;
  }

  /** Reads the files again and takes the tables; the version changes when anything a compile depends on did. */
  async refresh(tables: ImportedTable[]): Promise<void> {
    const names = (await readdir(this.#modelDir, { recursive: true })).filter((name) => /\.ya?ml$/.test(name)).sort();
    this.#written = await Promise.all(
      names.map(async (name) => ({
        fileName: name.replaceAll('\\', '/'),
        content: await readFile(join(this.#modelDir, name), 'utf8'),
      })),
    );
    this.#tables = tables;
    this.#version = createHash('sha1')
      .update(JSON.stringify([settings(), this.#tables, this.#written]))
      .digest('hex');
  }

  get version(): string {
    return this.#version;
  }

  dataSchemaFiles(): ModelFile[] {
    const factor = String(minorPerMajor(settings().currency));
    return [
      ...this.#written.map((file) => ({ ...file, content: file.content.replace(minorToken, factor) })),
      ...this.#tables.map(importedCubeFile),
    ];
  }
}
