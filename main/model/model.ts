import { createHash } from 'node:crypto';
import { AppError } from '../../contract/errors.ts';
import type { Language } from '../../contract/language.ts';
import type {
  CustomModel,
  GovernedMember,
  MemberCheck,
  MemberDefinition,
  MemberDetail,
  ModelFault,
  ModelFileView,
  ModelOverview,
  ModelProblem,
  ModelQuery,
  ModelQueryAnswer,
} from '../../contract/model.ts';
import { worded } from '../../contract/model-faults.ts';
import { wordedProblem } from '../../contract/model-problems.ts';
import type { Clock } from '../ports/clock.ts';
import type { MetadataStore } from '../ports/metadata-store.ts';
import type { SecurityContext, Semantic } from '../semantic/index.ts';
import { OwnFiles } from './files.ts';
import { type By, Members } from './members.ts';
import { ask, previewOf } from './preview.ts';
import { usesOf } from './uses.ts';

export interface ModelParts {
  store: MetadataStore;
  clock: Clock;
  semantic: () => Promise<Semantic>;
}

/** Who asks, in whose words. */
export interface ModelAsker {
  language: Language;
  security: SecurityContext;
}

/** Id of a definition that is not saved yet. */
const unsaved = '00000000-0000-7000-8000-000000000000';

/**
 * What people add to the data model. Nothing becomes part of it before the compiler has taken a copy with it; what is
 * part of it is read before every question, so that it is there for everybody at once.
 */
export class Model {
  readonly #parts: ModelParts;
  readonly members: Members;
  readonly files: OwnFiles;
  #current: { version: string; model: CustomModel } | null = null;

  constructor(parts: ModelParts) {
    this.#parts = parts;
    this.members = new Members(parts.store, parts.clock);
    this.files = new OwnFiles(parts.store, parts.clock);
  }

  /** What is in force now, and a text that changes with it. */
  current(): { version: string; model: CustomModel } {
    if (this.#current === null) {
      const model = { ...this.files.custom(), ...this.members.custom() };
      const version = createHash('sha256').update(JSON.stringify(model)).digest('base64url');
      this.#current = { version, model };
    }
    return this.#current;
  }

  async overview(language: Language): Promise<ModelOverview> {
    const semantic = await this.#parts.semantic();
    const { faults, problems, cubes, files } = await semantic.model({ kind: 'overview', language });
    const lost = Object.entries(faults).map(([id, fault]): ModelProblem => {
      const name = this.members.get(id).live?.words[language].title ?? id;
      return { file: name, line: null, column: null, message: worded(fault, language).message };
    });
    return { cubes, files, problems: [...problems.map((one) => wordedProblem(one, language)), ...lost] };
  }

  /** All members made in forms; live ones that the model cannot take now say why. */
  async list(language: Language): Promise<GovernedMember[]> {
    const list = this.members.list();
    if (!list.some(({ state }) => state === 'live')) return list;
    const { faults } = await (await this.#parts.semantic()).model({ kind: 'overview' });
    return list.map((member) => {
      const fault = faults[member.id];
      return fault ? { ...member, problem: worded(fault, language).message } : member;
    });
  }

  async detail(id: string, language: Language): Promise<MemberDetail> {
    const member = (await this.list(language)).find((one) => one.id === id) ?? this.members.get(id);
    const definition = member.live ?? member.draft;
    const path = definition ? `${definition.view}.${definition.name}` : '';
    const uses = usesOf(this.#parts.store, path, this.current().model, language);
    return { ...member, versions: this.members.versions(id), uses };
  }

  /** What a definition would do: on a copy of the model and today's data. */
  async check(definition: MemberDefinition, id: string | null, asker: ModelAsker): Promise<MemberCheck> {
    const semantic = await this.#parts.semantic();
    const own = id ?? unsaved;
    const live = id === null ? null : (this.members.get(id).live ?? null);
    const candidate = this.#with(own, definition);
    const { fault, yaml } = await semantic.model({ kind: 'check-member', id: own, custom: candidate });
    if (fault) return { ...nothing, faults: [worded(fault, asker.language)] };
    try {
      return { ...nothing, yaml, ...(await previewOf(semantic, { definition, live, candidate, asker })) };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { ...nothing, yaml, faults: [failsOnData(error, asker.language)] };
    }
  }

  /** Makes a draft part of the model. @throws model/invalid with the mistakes, model/nothing-to-review */
  async approve(id: string, by: By, asker: ModelAsker): Promise<GovernedMember> {
    const { draft, version } = this.members.get(id);
    if (draft === null) throw new AppError('model/nothing-to-review');
    const { faults } = await this.check(draft, id, asker);
    refuse(faults);
    // What was checked, not what somebody has stored since.
    return this.#changed(this.members.approve(id, { ...by, expectedVersion: by.expectedVersion ?? version }));
  }

  archive(id: string, by: By): Promise<GovernedMember> {
    return this.#changed(this.members.archive(id, by));
  }

  /** @throws model/invalid when the model has moved on so far that it no longer fits */
  async restore(id: string, by: By, asker: ModelAsker): Promise<GovernedMember> {
    const { live } = this.members.get(id);
    if (live) refuse((await this.check(live, id, asker)).faults);
    return this.#changed(this.members.restore(id, by));
  }

  /** A file by its name; own ones without a folder, others as in the overview. @throws model/not-found */
  async file(name: string): Promise<ModelFileView> {
    const own = this.files.find(name.replace(/^own\/(.*)\.yml$/, '$1'));
    if (own) return own;
    const { content, origin } = await (await this.#parts.semantic()).model({ kind: 'file', fileName: name });
    if (content === null) throw new AppError('model/not-found');
    return { name, origin, content, version: 0, author: '', updatedAt: null, archivedAt: null };
  }

  /** Compiles a copy of the model with the file changed; an empty list means that it may be saved. */
  async checkFile(name: string, content: string, language: Language): Promise<ModelProblem[]> {
    return this.#problems(name, content, language);
  }

  /** @throws model/invalid with every mistake and its line */
  async saveFile(name: string, content: string, by: By, language: Language): Promise<ModelFileView> {
    refuseFile(name, await this.#problems(name, content, language));
    return this.#changed(this.files.save(name, content, by));
  }

  /** @throws model/invalid when something else needs what the file says */
  async archiveFile(name: string, by: By, language: Language): Promise<ModelFileView> {
    if (this.files.find(name)?.archivedAt === null) refuseFile(name, await this.#problems(name, null, language));
    return this.#changed(this.files.archive(name, by));
  }

  /** What would be wrong with the model if a file were changed, or taken out where its content is null. */
  async #problems(name: string, content: string | null, language: Language): Promise<ModelProblem[]> {
    const custom = this.current().model;
    const semantic = await this.#parts.semantic();
    const { problems } = await semantic.model({ kind: 'check-file', name, content, custom });
    return problems.map((one) => wordedProblem(one, language));
  }

  /** A question to the model in force, or to a copy with a file changed. @throws model/invalid, semantic/*, replica/* */
  async query(query: ModelQuery, asker: ModelAsker): Promise<ModelQueryAnswer> {
    const { file } = query;
    let candidate: CustomModel | undefined;
    if (file) {
      const problems = await this.checkFile(file.name, file.content, asker.language);
      if (problems.length > 0) throw new AppError('model/invalid', { params: { reason: problems[0]?.message ?? '' } });
      const { model } = this.current();
      candidate = { ...model, files: [...model.files.filter(({ name }) => name !== file.name), file] };
    }
    return ask(await this.#parts.semantic(), query, { ...asker, ...(candidate ? { candidate } : {}) });
  }

  #with(id: string, definition: MemberDefinition): CustomModel {
    const { model } = this.current();
    return { ...model, members: [...model.members.filter((one) => one.id !== id), { id, definition }] };
  }

  async #changed<T>(change: Promise<T>): Promise<T> {
    try {
      return await change;
    } finally {
      this.#current = null;
    }
  }
}

const nothing: MemberCheck = { faults: [], yaml: '', sql: '', before: null, after: null, values: [], valueCount: 0 };

function failsOnData(error: AppError, language: Language): ModelFault {
  const reason = String(error.params.reason ?? error.code).split('\n')[0] ?? '';
  return worded({ code: 'fails-on-data', path: 'body', params: { reason } }, language);
}

function refuseFile(name: string, problems: readonly ModelProblem[]): void {
  const [first] = problems;
  if (!first) return;
  throw new AppError('model/invalid', {
    params: { reason: first.message },
    details: problems.map(({ line, message }) => ({ path: line === null ? name : `${name}:${line}`, message })),
  });
}

function refuse(faults: readonly ModelFault[]): void {
  const [first] = faults;
  if (!first) return;
  const details = faults.map(({ path, message }) => ({ path, message }));
  throw new AppError('model/invalid', { params: { reason: first.message }, details });
}
