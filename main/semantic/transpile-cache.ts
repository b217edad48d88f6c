import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { threadId } from 'node:worker_threads';
import { DataSchemaCompiler } from '@cubejs-backend/schema-compiler/dist/src/compiler/DataSchemaCompiler.js';

interface SourceFile {
  fileName: string;
  content: string;
}
interface Problems {
  getErrors(): unknown[];
  getWarnings(): unknown[];
}
interface Surroundings {
  cubeNames?: unknown;
  cubeSymbols?: unknown;
  transpilerNames?: unknown;
}
type Transpile = (file: SourceFile, problems: Problems, around: Surroundings) => Promise<SourceFile | undefined>;
export interface Transpiler {
  transpileYamlFile: Transpile;
  transpileJsFile: Transpile;
}

const { version } = createRequire(import.meta.url)('@cubejs-backend/schema-compiler/package.json') as {
  version: string;
};
/** Enough for some models with some sets of imported tables; beyond, only what is in use is kept. */
const maxEntries = 600;
const digest = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('base64url');
const problemsIn = (problems: Problems) => problems.getErrors().length + problems.getWarnings().length;

/**
 * Keeps what Cube makes of the model's files, in a file beside the data. Translating them takes another worker with a
 * compiler and a Python parser of its own, a good second of each start, and the result depends on nothing but the text
 * and the names around it: an unchanged model needs it once.
 *
 * The file may be deleted at any time; a damaged one counts as empty.
 */
export class TranspileCache {
  readonly #path: string;
  readonly #stored: Map<string, string>;
  /** What this process asked for: the rest may belong to a model that is no more. */
  readonly #used = new Map<string, string>();
  #isChanged = false;
  readonly #symbols = new WeakMap<object, string>();

  constructor(path: string) {
    this.#path = path;
    this.#stored = readEntries(path);
  }

  /** Puts the cache in front of Cube's compiler; once per thread. */
  install(compiler: Transpiler = DataSchemaCompiler.prototype as unknown as Transpiler): void {
    for (const method of ['transpileYamlFile', 'transpileJsFile'] as const) {
      const transpile = compiler[method];
      const through = this.#through.bind(this);
      compiler[method] = function (this: Transpiler, file, problems, around) {
        return through(method, transpile.bind(this), file, problems, around);
      };
    }
  }

  /** Writes what is new; call after a model was compiled. */
  async save(): Promise<void> {
    if (!this.#isChanged) return;
    this.#isChanged = false;
    const entries = new Map([...this.#stored, ...this.#used]);
    const unfinished = `${this.#path}.${process.pid}-${threadId}`;
    await writeFile(unfinished, JSON.stringify([...(entries.size > maxEntries ? this.#used : entries)]));
    await rename(unfinished, this.#path);
  }

  async #through(
    method: keyof Transpiler,
    transpile: Transpile,
    file: SourceFile,
    problems: Problems,
    around: Surroundings,
  ): Promise<SourceFile | undefined> {
    const { cubeNames, transpilerNames } = around;
    const key = digest([
      ...[version, method, file.fileName, file.content],
      ...[cubeNames, transpilerNames, this.#symbolsOf(around.cubeSymbols)],
    ]);
    const content = this.#used.get(key) ?? this.#stored.get(key);
    if (content !== undefined) {
      this.#use(key, content);
      return { ...file, content };
    }
    const before = problemsIn(problems);
    const made = await transpile(file, problems, around);
    // A file with a problem is translated again each time, so that the problem is told again each time.
    if (made !== undefined && problemsIn(problems) === before) {
      this.#use(key, made.content);
      this.#isChanged = true;
    }
    return made;
  }

  /** The longest unused goes: somebody who edits the model tries a new one every few seconds. */
  #use(key: string, content: string): void {
    this.#used.delete(key);
    this.#used.set(key, content);
    const [oldest] = this.#used.keys();
    if (this.#used.size > maxEntries && oldest !== undefined) this.#used.delete(oldest);
  }

  /** The same object is handed over with every file of a phase. */
  #symbolsOf(symbols: unknown): string {
    if (typeof symbols !== 'object' || symbols === null) return '';
    const known = this.#symbols.get(symbols) ?? digest(symbols);
    this.#symbols.set(symbols, known);
    return known;
  }
}

function readEntries(path: string): Map<string, string> {
  try {
    const entries: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return new Map(Array.isArray(entries) ? entries.filter(isEntry) : []);
  } catch {
    return new Map();
  }
}

function isEntry(value: unknown): value is [string, string] {
  return Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');
}
