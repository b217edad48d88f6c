import type { CustomModel, FileOrigin, ModelCube, ModelProblem } from '../../contract/model.ts';
import { problemsOf } from './compile-problems.ts';
import { type ComposedModel, memberYaml } from './compose-model.ts';
import type { ModelFiles } from './model-files.ts';
import { isPublic, type WrittenMember } from './model-index.ts';
import type { OwnFile } from './own-file.ts';
import type { ModelAnswers, ModelTask } from './protocol.ts';

export interface ModelDeskParts {
  files: ModelFiles;
  /** The files of the copy that was tried last. */
  tried: ModelFiles;
  /** Puts these additions into a copy and lets `work` look at it; its argument compiles it: null, or why not. */
  onCopy: <T>(custom: CustomModel, work: (compile: () => Promise<string | null>) => Promise<T>) => Promise<T>;
  /** Runs SQL on the replica, past the same check as every question: null, or why it is refused. */
  refused: (sql: string) => Promise<string | null>;
}

/** Answers questions about the model itself, and tries changes on a copy before anything is kept. */
export class ModelDesk {
  readonly #parts: ModelDeskParts;
  /** Additions that the compiler refused when the model was read, by name of the file or id of the member. */
  leftOut = new Map<string, string>();

  constructor(parts: ModelDeskParts) {
    this.#parts = parts;
  }

  archived(): CustomModel['archived'] {
    return this.#parts.files.custom.archived;
  }

  answer(task: ModelTask): Promise<ModelAnswers[keyof ModelAnswers]> {
    switch (task.kind) {
      case 'overview':
        return Promise.resolve(this.#overview());
      case 'file':
        return Promise.resolve(this.#file(task.fileName));
      case 'check-member':
        return this.#checkMember(task.id, task.custom);
      case 'check-file':
        return this.#checkFile(task);
    }
  }

  #overview(): ModelAnswers['overview'] {
    const { files } = this.#parts;
    const composed = files.composed();
    const faults = Object.fromEntries(files.faults);
    const problems: ModelProblem[] = [...files.problems];
    for (const [name, reason] of this.leftOut) {
      if (/^[0-9a-f]{8}-/.test(name)) faults[name] = { code: 'does-not-compile', path: 'body', params: { reason } };
      else problems.push(...problemsOf(reason, `own/${name}.yml`, null));
    }
    return {
      cubes: cubesOf(composed),
      files: composed.index.files.map(({ fileName, origin }) => ({ name: fileName, origin })),
      problems,
      faults,
    };
  }

  #file(fileName: string): ModelAnswers['file'] {
    const origin = this.#parts.files.composed().index.files.find((file) => file.fileName === fileName)?.origin;
    return { content: this.#parts.files.content(fileName), origin: origin ?? 'own' };
  }

  #checkMember(id: string, custom: CustomModel): Promise<ModelAnswers['check-member']> {
    return this.#parts.onCopy(custom, async (compile) => this.#compiledMember(id, custom, compile));
  }

  async #compiledMember(id: string, custom: CustomModel, compile: () => Promise<string | null>) {
    const composed = this.#parts.tried.composed();
    const fault = composed.faults.get(id) ?? null;
    if (fault) return { fault, yaml: '' };
    const reason = await compile();
    if (reason !== null) {
      const params = { reason: reason.slice(0, 600) };
      return { fault: { code: 'does-not-compile' as const, path: 'body', params }, yaml: '' };
    }
    const made = composed.made.get(id);
    const definition = custom.members.find((one) => one.id === id)?.definition;
    return { fault: null, yaml: made && definition ? memberYaml(made, definition) : '' };
  }

  async #checkFile({ name, content, custom }: Extract<ModelTask, { kind: 'check-file' }>) {
    const own = this.#parts.files.readOwn(name, content);
    if (own.content === null) return { problems: own.problems };
    const onData = await this.#problemsOnData(name, own);
    if (onData.length > 0) return { problems: onData };
    const files = [...custom.files.filter((file) => file.name !== name), { name, content }];
    const reason = await this.#parts.onCopy({ ...custom, files }, (compile) => compile());
    if (reason !== null) return { problems: problemsOf(reason, `own/${name}.yml`, own) };
    // A member made in a form may need what the file no longer says.
    const lost = [...this.#parts.tried.faults].filter(([id]) => !this.#parts.files.faults.has(id));
    return {
      problems: lost.map(([id]) => {
        const member = custom.members.find((one) => one.id === id)?.definition;
        const message = `“${member?.view}.${member?.name}” would no longer work`;
        return { file: `own/${name}.yml`, line: null, column: null, message };
      }),
    };
  }

  /** Binds the SQL of cubes and their columns without reading a row: unknown columns, and what no question may do. */
  async #problemsOnData(name: string, own: OwnFile): Promise<ModelProblem[]> {
    const problems: ModelProblem[] = [];
    const report = (reason: string, path: (string | number)[]) => {
      const place = own.placeOf(path) ?? { line: null, column: null };
      problems.push({ file: `own/${name}.yml`, ...place, message: reason.slice(0, 400) });
    };
    for (const [at, cube] of (own.written.cubes ?? []).entries()) {
      const key = typeof cube.sql === 'string' ? 'sql' : 'sql_table';
      const written = cube[key];
      const from = typeof written === 'string' ? standingAlone(written) : null;
      if (from === null) continue;
      const source = `${key === 'sql' ? `(${from})` : from} AS alone`;
      const reason = await this.#parts.refused(`SELECT * FROM ${source} LIMIT 0`);
      if (reason !== null) {
        report(reason, ['cubes', at, key]);
        continue;
      }
      for (const [index, { sql }] of (cube.dimensions ?? []).entries()) {
        const column = typeof sql === 'string' ? standingAlone(sql) : null;
        const fault = column === null ? null : await this.#parts.refused(`SELECT ${column} FROM ${source} LIMIT 0`);
        if (fault !== null) report(fault, ['cubes', at, 'dimensions', index, 'sql']);
      }
    }
    return problems;
  }
}

/** `{CUBE}` of a cube that stands alone; null where other members are needed to know the SQL. */
function standingAlone(sql: string): string | null {
  const plain = sql.replaceAll('{CUBE}', 'alone');
  return /[{}]/.test(plain) ? null : plain;
}

function cubesOf({ index }: ComposedModel): ModelCube[] {
  const member = (kind: 'measure' | 'dimension' | 'segment') => (one: WrittenMember) => ({
    name: one.name,
    kind,
    type: one.type ?? (kind === 'segment' ? 'boolean' : 'string'),
    title: titleOf(one),
    isPublic: isPublic(one),
    governedId: governedIdOf(one),
  });
  const cubes = [...index.cubes.values()].map(({ cube, file }): ModelCube => {
    const all = [...index.membersOf(cube.name).values()];
    return {
      name: cube.name,
      kind: 'cube',
      title: titleOf(cube),
      isPublic: cube.public !== false && cube.shown !== false,
      ...place(file.fileName, file.origin),
      members: all.map((one) => member(one.kind)(one.member)),
      joins: (cube.joins ?? []).map(({ name, relationship, sql }) => ({ to: name, relationship, sql })),
      from: cube.extends ? [cube.extends] : [],
    };
  });
  const views = [...index.views.values()].map(({ view, file }): ModelCube => {
    const shown = index.view(view.name);
    return {
      name: view.name,
      kind: 'view',
      title: titleOf(view),
      isPublic: view.public !== false,
      ...place(file.fileName, file.origin),
      members: [...(shown?.members ?? [])].map(([name, one]) => ({ ...member(one.kind)(one.member), name })),
      joins: [],
      from: [...new Set(shown?.cubes ?? [])],
    };
  });
  return [...views, ...cubes];
}

const place = (file: string, origin: FileOrigin) => ({ file, origin });

interface Titled {
  name: string;
  title?: string;
  meta?: Record<string, unknown>;
}

function openedMeta(one: Titled): Record<string, unknown> {
  const sealed = one.meta?.sealed;
  if (typeof sealed !== 'string') return one.meta ?? {};
  return JSON.parse(Buffer.from(sealed, 'base64url').toString('utf8')) as Record<string, unknown>;
}

function titleOf(one: Titled): string {
  const english = openedMeta(one).en as { title?: string } | undefined;
  return english?.title ?? one.title ?? one.name;
}

function governedIdOf(one: Titled): string | null {
  const id = openedMeta(one).governedId;
  return typeof id === 'string' ? id : null;
}
