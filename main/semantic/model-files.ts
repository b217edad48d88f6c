import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CustomModel, emptyCustomModel } from '../../contract/model.ts';
import type { PlainFault } from '../../contract/model-faults.ts';
import type { PlainProblem, PlainReason } from '../../contract/model-problems.ts';
import { type ComposedModel, composeModel, type SourceFile } from './compose-model.ts';
import { importedCubeFile } from './imported-cube.ts';
import { ModelIndex, type WrittenFile, writtenFile } from './model-index.ts';
import { readOwnFile } from './own-file.ts';
import type { ImportedTable } from './protocol.ts';
import { minorPerMajor, settings } from './settings.ts';

export interface ModelFile {
  fileName: string;
  content: string;
}

/** Stands for the number of minor units in a major unit of the workspace currency. */
const minorToken = /\bMINOR_PER_MAJOR\b/g;

/**
 * Files of the data model: the YAML of `cube/model`, one generated cube per imported table, and what people added.
 * The division by minor units is written in here, because YAML models cannot compute without the native add-on.
 */
export class ModelFiles {
  readonly #modelDir: string;
  #tables: ImportedTable[] = [];
  #written: ModelFile[] = [];
  #version = '';
  #custom: CustomModel = emptyCustomModel;
  #files: ModelFile[] = [];
  #composed: ComposedModel | null = null;
  #problems: PlainProblem[] = [];

  constructor(modelDir: string) {
    this.#modelDir = modelDir;
  }

  /** Reads the files again and takes the tables; the version changes when anything a compile depends on did. */
  async refresh(tables: ImportedTable[], custom: CustomModel = emptyCustomModel): Promise<void> {
    const names = (await readdir(this.#modelDir, { recursive: true })).filter((name) => /\.ya?ml$/.test(name)).sort();
    this.#written = await Promise.all(
      names.map(async (name) => ({
        fileName: name.replaceAll('\\', '/'),
        content: await readFile(join(this.#modelDir, name), 'utf8'),
      })),
    );
    this.take(tables, custom);
  }

  /** Takes tables and additions without reading the product's own files again. */
  take(tables: ImportedTable[], custom: CustomModel): void {
    this.#tables = tables;
    this.#custom = custom;
    this.#composed = null;
    this.#problems = [];
    const plain = this.#sources();
    if (custom.files.length === 0 && custom.members.length === 0) this.#files = plain;
    else {
      const own = this.#ownFiles(plain);
      this.#composed = composeModel([...plain, ...own], custom.members);
      this.#files = this.#composed.files;
    }
    this.#version = createHash('sha1')
      .update(JSON.stringify([settings(), this.#tables, this.#written, custom.files, custom.members]))
      .digest('hex');
  }

  get version(): string {
    return this.#version;
  }

  /** Mistakes in own files that kept them out. */
  get problems(): PlainProblem[] {
    return this.#problems;
  }

  /** Members that were not taken in, by id. */
  get faults(): ReadonlyMap<string, PlainFault> {
    return this.#composed?.faults ?? new Map();
  }

  get custom(): CustomModel {
    return this.#custom;
  }

  get tables(): ImportedTable[] {
    return this.#tables;
  }

  dataSchemaFiles(): ModelFile[] {
    return this.#files;
  }

  /** The model as a dictionary, with what was made of each member. */
  composed(): ComposedModel {
    this.#composed ??= composeModel(this.#sources(), []);
    return this.#composed;
  }

  /** A file as its author wrote it: the product's own with their comments, generated ones as generated. */
  content(fileName: string): string | null {
    const own = this.#custom.files.find(({ name }) => `own/${name}.yml` === fileName);
    return own?.content ?? this.#sources().find((file) => file.fileName === fileName)?.content ?? null;
  }

  /** A file of people's own against the rest of the model. */
  readOwn(name: string, content: string): ReturnType<typeof readOwnFile> {
    return this.#readOwn(this.#sources(), name, content);
  }

  #sources(): SourceFile[] {
    const factor = String(minorPerMajor(settings().currency));
    return [
      ...this.#written.map((file) => ({
        fileName: file.fileName,
        content: file.content.replace(minorToken, factor),
        origin: 'built-in' as const,
      })),
      ...this.#tables.map((table) => ({ ...importedCubeFile(table), origin: 'table' as const })),
    ];
  }

  #ownFiles(plain: SourceFile[]): SourceFile[] {
    return this.#custom.files.flatMap(({ name, content }) => {
      const own = this.#readOwn(plain, name, content);
      this.#problems.push(...own.problems);
      return own.content === null
        ? []
        : [{ fileName: `own/${name}.yml`, content: own.content, origin: 'own' as const }];
    });
  }

  #readOwn(plain: SourceFile[], name: string, content: string): ReturnType<typeof readOwnFile> {
    const others = this.#custom.files.filter((file) => file.name !== name);
    const taken = new Map<string, string>();
    const rest = [
      ...plain.map((file) => writtenFile(file.fileName, file.origin, file.content)),
      ...others.map((file) => ({ ...emptyFile(file), written: safeWritten(file.content) })),
    ];
    for (const { fileName, written } of rest) {
      for (const one of [...(written.cubes ?? []), ...(written.views ?? [])]) taken.set(one.name, fileName);
    }
    const factor = String(minorPerMajor(settings().currency));
    const words = (own: WrittenFile) =>
      new ModelIndex([...rest, { ...emptyFile({ name, content }), written: own }]).words();
    const read = readOwnFile(`own/${name}.yml`, content.replace(minorToken, factor), words);
    for (const [kind, list] of [
      ['cubes', read.written.cubes],
      ['views', read.written.views],
    ] as const) {
      (Array.isArray(list) ? list : []).forEach((one, index) => {
        const holder = taken.get(one.name);
        const reason: PlainReason | null = holder
          ? { code: 'name-exists', params: { name: one.name, file: holder } }
          : /^(base_|t_\d)/.test(one.name)
            ? { code: 'name-kept', params: {} }
            : null;
        if (reason === null) return;
        read.problems.push({ file: `own/${name}.yml`, ...(read.placeOf([kind, index, 'name']) ?? nowhere), ...reason });
        read.content = null;
      });
    }
    return read;
  }
}

const nowhere = { line: null, column: null };
const emptyFile = ({ name, content }: { name: string; content: string }) => ({
  ...{ fileName: `own/${name}.yml`, content, origin: 'own' as const },
  written: {},
});

/** Names in another own file, whatever else may be wrong with it. */
function safeWritten(content: string): WrittenFile {
  const read = readOwnFile('', content, () => new Set());
  return read.problems.length === 0 ? read.written : {};
}
