import type { Language } from '../../contract/language.ts';
import type { CustomModel, FileOrigin, ModelCube } from '../../contract/model.ts';
import { dataReason, type PlainProblem } from '../../contract/model-problems.ts';
import { problemsOf } from './compile-problems.ts';
import { type ComposedModel, memberYaml } from './compose-model.ts';
import type { ModelFiles } from './model-files.ts';
import { isPublic, type WrittenMember, type WrittenView } from './model-index.ts';
import { type ModelParts, modelParts, personalMembers } from './model-parts.ts';
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
  /** Additions that the compiler refused when the model was read: files by their name, members by their id. */
  leftOut = { files: new Map<string, string>(), members: new Map<string, string>() };

  /** Read from the model once. */
  #known: { version: string; parts: ModelParts } | null = null;

  constructor(parts: ModelDeskParts) {
    this.#parts = parts;
  }

  /** Names under which personal data can be asked for. */
  personal(): string[] {
    return personalMembers(this.#parts.files.composed().index);
  }

  archived(): CustomModel['archived'] {
    return this.#parts.files.custom.archived;
  }

  /** @param begin told when it is the task's turn: there is one copy of the model to try things on */
  answer(task: ModelTask, begin: () => void): Promise<ModelAnswers[keyof ModelAnswers]> {
    switch (task.kind) {
      case 'overview':
        begin();
        return Promise.resolve(this.#overview(task.language ?? 'en'));
      case 'parts':
        begin();
        return Promise.resolve(this.#modelParts());
      case 'file':
        begin();
        return Promise.resolve(this.#file(task.fileName));
      case 'check-member':
        return this.#checkMember(task.id, task.custom, begin);
      case 'check-file':
        return this.#checkFile(task, begin);
    }
  }

  #overview(language: Language): ModelAnswers['overview'] {
    const { files } = this.#parts;
    const composed = files.composed();
    const faults = Object.fromEntries(files.faults);
    const problems: PlainProblem[] = [...files.problems];
    for (const [id, reason] of this.leftOut.members) {
      faults[id] = { code: 'does-not-compile', path: 'body', params: { reason } };
    }
    for (const [name, reason] of this.leftOut.files) problems.push(...problemsOf(reason, `own/${name}.yml`, null));
    return {
      cubes: cubesOf(composed, language),
      files: composed.index.files.map(({ fileName, origin }) => ({ name: fileName, origin })),
      problems,
      faults,
    };
  }

  #modelParts(): ModelParts {
    const { files } = this.#parts;
    if (this.#known?.version !== files.version) {
      this.#known = { version: files.version, parts: modelParts(files.composed().index) };
    }
    return this.#known.parts;
  }

  #file(fileName: string): ModelAnswers['file'] {
    const origin = this.#parts.files.composed().index.files.find((file) => file.fileName === fileName)?.origin;
    return { content: this.#parts.files.content(fileName), origin: origin ?? 'own' };
  }

  #checkMember(id: string, custom: CustomModel, begin: () => void): Promise<ModelAnswers['check-member']> {
    return this.#parts.onCopy(custom, async (compile) => {
      begin();
      return this.#compiledMember(id, custom, compile);
    });
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

  async #checkFile({ name, content, custom }: Extract<ModelTask, { kind: 'check-file' }>, begin: () => void) {
    const own = content === null ? null : this.#parts.files.readOwn(name, content);
    if (own?.content === null) return { problems: own.problems };
    const onData = own ? await this.#problemsOnData(name, own) : [];
    if (onData.length > 0) return { problems: onData };
    // What is left out now says nothing about this file.
    const others = custom.files.filter((file) => file.name !== name && !this.leftOut.files.has(file.name));
    const files = content === null ? others : [...others, { name, content }];
    const members = custom.members.filter(({ id }) => !this.leftOut.members.has(id));
    return this.#parts.onCopy({ ...custom, files, members }, async (compile) => {
      begin();
      const reason = await compile();
      if (reason !== null) return { problems: problemsOf(reason, `own/${name}.yml`, own) };
      return { problems: this.#lost(name, custom) };
    });
  }

  /** What else works now and would not with the copy: members made in forms, and other files. */
  #lost(name: string, custom: CustomModel): PlainProblem[] {
    const { files, tried } = this.#parts;
    const place = { file: `own/${name}.yml`, line: null, column: null };
    const broken = new Set(files.problems.map(({ file }) => file));
    const lostFiles = tried.problems.filter(({ file }) => file !== place.file && !broken.has(file));
    const lostMembers = [...tried.faults.keys()].filter((id) => !files.faults.has(id));
    return [
      ...[...new Map(lostFiles.map((one) => [one.file, one])).values()].map(
        ({ file, code, params }): PlainProblem => ({
          ...{ ...place, code: 'breaks-file', params: { file }, reason: { code, params } },
        }),
      ),
      ...lostMembers.map((id): PlainProblem => {
        const member = custom.members.find((one) => one.id === id)?.definition;
        return { ...place, code: 'breaks-member', params: { name: `${member?.view}.${member?.name}` } };
      }),
    ];
  }

  /** Binds the SQL of cubes and their columns without reading a row: unknown columns, and what no question may do. */
  async #problemsOnData(name: string, own: OwnFile): Promise<PlainProblem[]> {
    const problems: PlainProblem[] = [];
    const report = (reason: string, path: (string | number)[]) => {
      const place = own.placeOf(path) ?? { line: null, column: null };
      problems.push({ file: `own/${name}.yml`, ...place, ...dataReason(reason) });
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

function cubesOf({ index }: ComposedModel, language: Language): ModelCube[] {
  const title = (one: Titled) => titleOf(one, language);
  const member = (kind: 'measure' | 'dimension' | 'segment') => (one: WrittenMember) => ({
    name: one.name,
    kind,
    type: one.type ?? (kind === 'segment' ? 'boolean' : 'string'),
    title: title(one) ?? one.name,
    isPublic: isPublic(one),
    governedId: governedIdOf(one),
  });
  /** People know a table that is not shown itself by the view that starts from it. */
  const titleOfRoot = (cube: string) => {
    const startsHere = ({ view }: { view: WrittenView }) => view.cubes?.[0]?.join_path.split('.')[0] === cube;
    const found = [...index.views.values()].find(startsHere);
    return found ? title(found.view) : null;
  };
  const cubes = [...index.cubes.values()].map(({ cube, file }): ModelCube => {
    const all = [...index.membersOf(cube.name).values()];
    return {
      name: cube.name,
      kind: 'cube',
      title: title(cube) ?? titleOfRoot(cube.name) ?? cube.name,
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
      title: title(view) ?? view.name,
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

/** What people read; null for what has only its technical name. */
function titleOf(one: Titled, language: Language): string | null {
  const words = openedMeta(one) as Record<string, { title?: string } | undefined>;
  return words[language]?.title ?? words.en?.title ?? one.title ?? null;
}

function governedIdOf(one: Titled): string | null {
  const id = openedMeta(one).governedId;
  return typeof id === 'string' ? id : null;
}
