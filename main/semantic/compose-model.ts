import { stringify } from 'yaml';
import type { CustomModel, FileOrigin, MeasureBody, MemberDefinition } from '../../contract/model.ts';
import { ModelFaultError, type PlainFault } from '../../contract/model-faults.ts';
import { madeDimension } from './custom-dimension.ts';
import { type MadeMember, madeMeasure, unitOf } from './custom-measure.ts';
import { CustomScope } from './custom-scope.ts';
import { sealedMeta } from './localized.ts';
import { type IndexedFile, ModelIndex, type WrittenFile, type WrittenMember, writtenFile } from './model-index.ts';
import { usedBy } from './used-members.ts';

export interface SourceFile {
  fileName: string;
  content: string;
  origin: FileOrigin;
}

export interface ComposedModel {
  files: { fileName: string; content: string }[];
  index: ModelIndex;
  /** Members that could not be taken in, by their id. */
  faults: Map<string, PlainFault>;
  /** What was written for each member. */
  made: Map<string, MadeMember>;
}

type LiveMember = CustomModel['members'][number];

/**
 * The files of the model with the members made in forms written into the cubes they belong to, and offered by their
 * views. A member that cannot be taken in is left out with the reason; the others stay.
 */
export function composeModel(sources: readonly SourceFile[], members: readonly LiveMember[]): ComposedModel {
  const files = sources.map((file) => writtenFile(file.fileName, file.origin, file.content));
  const faults = new Map<string, PlainFault>();
  const made = new Map<string, MadeMember>();
  const changed = new Set<IndexedFile>();
  const index = new ModelIndex(files);
  for (const one of inOrder(members, faults)) {
    try {
      const { definition } = one;
      const scope = new CustomScope(index, definition);
      const member = dressed(
        definition.type === 'measure' ? madeMeasure(scope, definition.body) : madeDimension(scope, definition.body),
        one,
      );
      for (const file of write(index, member, definition)) changed.add(file);
      made.set(one.id, member);
    } catch (error) {
      if (!(error instanceof ModelFaultError)) throw error;
      faults.set(one.id, error.fault);
    }
  }
  return {
    files: files.map((file) => ({
      fileName: file.fileName,
      content: changed.has(file) ? asJson(file.written) : file.content,
    })),
    index,
    faults,
    made,
  };
}

/** JSON is YAML too; indented, because two braces in a row would make Cube take it for a template. */
export function asJson(written: WrittenFile): string {
  return JSON.stringify(written, null, 1);
}

/** The member as a person would write it. */
export function memberYaml({ cube, member, hidden }: MadeMember, definition: MemberDefinition): string {
  const plain = (one: WrittenMember) => Object.fromEntries(Object.entries(one).filter(([key]) => key !== 'meta'));
  const words = { title: definition.words.en.title, description: definition.words.en.description };
  const own = { ...plain(member), ...words, meta: { 'zh-CN': definition.words['zh-CN'] } };
  const kind = definition.type === 'measure' ? 'measures' : 'dimensions';
  return stringify({ cubes: [{ name: cube, [kind]: [...hidden.map(plain), own] }] }, { lineWidth: 110 });
}

/** Words travel sealed: what a person types is never evaluated. */
function dressed(made: MadeMember, { id, definition }: LiveMember): MadeMember {
  const { words } = definition;
  const unit =
    definition.type === 'measure' ? { unit: unitOf[definition.format], ...additivityOf(definition.body) } : {};
  const format = definition.type === 'measure' && definition.format === 'money' ? { format: 'currency' } : {};
  const member: WrittenMember = {
    ...made.member,
    public: true,
    ...format,
    title: definition.name,
    description: 'Made in a form',
    meta: sealedMeta({ ...unit, source: definition.view, governedId: id, 'zh-CN': words['zh-CN'], en: words.en }),
  };
  return { ...made, member };
}

/** A step without rows is nought for a sum and nothing for a ratio; where it depends on the parts, the unit decides. */
function additivityOf(body: MeasureBody): { isAdditive?: boolean } {
  if (body.kind === 'filtered') return {};
  const addsUp = body.kind === 'aggregate' && ['count', 'distinct', 'sum'].includes(body.function);
  return { isAdditive: addsUp };
}

/** Writes a member into its cube and into the view it was made for, and into no other view. */
function write(index: ModelIndex, made: MadeMember, definition: MemberDefinition): IndexedFile[] {
  const home = index.cubes.get(made.cube);
  if (!home) throw new Error(`No cube ${made.cube}`);
  const key = definition.type === 'measure' ? 'measures' : 'dimensions';
  const taken = index.membersOf(made.cube);
  for (const { name } of [made.member, ...made.hidden]) {
    if (taken.has(name)) {
      throw new ModelFaultError({ code: 'name-taken', path: 'name', params: { view: made.cube, name } });
    }
  }
  home.cube[key] = [...(home.cube[key] ?? []), ...made.hidden, made.member];
  const files = [home.file];
  for (const { view, file } of index.views.values()) {
    for (const part of view.cubes ?? []) {
      if (part.join_path.split('.').at(-1) !== made.cube) continue;
      const isOwn = view.name === definition.view;
      const isAll = part.includes === '*' || part.includes === undefined;
      if (isAll) {
        const out = [...made.hidden, ...(isOwn ? [] : [made.member])].map(({ name }) => name);
        if (out.length > 0) part.excludes = [...(part.excludes ?? []), ...out];
      } else if (isOwn && Array.isArray(part.includes)) part.includes = [...part.includes, made.member.name];
      files.push(file);
    }
  }
  return files;
}

/** Members after those they use; a circle leaves all its members out, with the way round. */
function inOrder(members: readonly LiveMember[], faults: Map<string, PlainFault>): LiveMember[] {
  const byPath = new Map(members.map((one) => [`${one.definition.view}.${one.definition.name}`, one]));
  const done = new Set<string>();
  const ordered: LiveMember[] = [];
  const visit = (path: string, way: readonly string[]): void => {
    const one = byPath.get(path);
    if (!one || done.has(one.id)) return;
    if (way.includes(path)) {
      const circle = [...way.slice(way.indexOf(path)), path];
      for (const part of circle) {
        const member = byPath.get(part);
        if (!member) continue;
        faults.set(member.id, { code: 'circular', path: 'body', params: { way: circle.join(' → ') } });
        done.add(member.id);
      }
      return;
    }
    for (const used of usedBy(one.definition)) visit(used, [...way, path]);
    if (done.has(one.id)) return;
    done.add(one.id);
    ordered.push(one);
  };
  for (const path of byPath.keys()) visit(path, []);
  return ordered;
}
