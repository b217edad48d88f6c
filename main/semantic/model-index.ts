import { parse } from 'yaml';
import type { FileOrigin } from '../../contract/model.ts';

/** A member as a file of the model writes it. */
export interface WrittenMember {
  name: string;
  type?: string;
  sql?: string;
  title?: string;
  description?: string;
  public?: boolean;
  shown?: boolean;
  primary_key?: boolean;
  filters?: { sql: string }[];
  meta?: Record<string, unknown>;
  [key: string]: unknown;
}

export interface WrittenCube {
  name: string;
  extends?: string;
  title?: string;
  public?: boolean;
  shown?: boolean;
  meta?: Record<string, unknown>;
  joins?: { name: string; relationship: string; sql: string }[];
  dimensions?: WrittenMember[];
  measures?: WrittenMember[];
  segments?: WrittenMember[];
  [key: string]: unknown;
}

type Included = string | { name: string; alias?: string };

export interface WrittenView {
  name: string;
  title?: string;
  public?: boolean;
  cubes?: {
    join_path: string;
    includes?: '*' | Included[];
    excludes?: string[];
    prefix?: boolean;
    alias?: string;
  }[];
  meta?: Record<string, unknown>;
  [key: string]: unknown;
}

export interface WrittenFile {
  cubes?: WrittenCube[];
  views?: WrittenView[];
}

export interface IndexedFile {
  fileName: string;
  origin: FileOrigin;
  content: string;
  written: WrittenFile;
}

export type MemberKind = 'measure' | 'dimension' | 'segment';

export interface IndexedMember {
  /** The cube that computes it, and its name there. */
  cube: string;
  member: WrittenMember;
  kind: MemberKind;
}

/** A view, or a cube that is public itself, with the members a reader can ask for by their names there. */
export interface IndexedView {
  name: string;
  /** The cube the view starts from. */
  root: string;
  /** Cubes the view is made of. */
  cubes: string[];
  members: Map<string, IndexedMember>;
}

/** The files of the model as a dictionary of cubes, views and their members. */
export class ModelIndex {
  readonly files: readonly IndexedFile[];
  readonly cubes = new Map<string, { cube: WrittenCube; file: IndexedFile }>();
  readonly views = new Map<string, { view: WrittenView; file: IndexedFile }>();

  constructor(files: readonly IndexedFile[]) {
    this.files = files;
    for (const file of files) {
      for (const cube of list(file.written.cubes)) this.cubes.set(cube.name, { cube, file });
      for (const view of list(file.written.views)) this.views.set(view.name, { view, file });
    }
  }

  /** Members of a cube with those it inherits; a member of its own comes before one of its ancestors. */
  membersOf(cubeName: string, seen: readonly string[] = []): Map<string, IndexedMember> {
    const known = this.cubes.get(cubeName);
    const members = new Map<string, IndexedMember>();
    if (!known || seen.includes(cubeName)) return members;
    if (known.cube.extends) {
      for (const [name, member] of this.membersOf(known.cube.extends, [...seen, cubeName])) members.set(name, member);
    }
    for (const [kind, of] of [
      ['measure', known.cube.measures],
      ['dimension', known.cube.dimensions],
      ['segment', known.cube.segments],
    ] as const) {
      for (const member of list(of)) members.set(member.name, { cube: cubeName, member, kind });
    }
    return members;
  }

  /** What a reader can ask for by the name of a view or public cube; null when there is none. */
  view(name: string): IndexedView | null {
    const known = this.views.get(name);
    if (known) return this.#writtenView(known.view);
    const cube = this.cubes.get(name)?.cube;
    if (!cube || cube.public === false || cube.shown === false) return null;
    const members = new Map([...this.membersOf(name)].filter(([, { member }]) => isPublic(member)));
    return { name, root: name, cubes: [name], members };
  }

  #writtenView(view: WrittenView): IndexedView {
    const members = new Map<string, IndexedMember>();
    const cubes: string[] = [];
    for (const part of list(view.cubes)) {
      const cube = part.join_path.split('.').at(-1) ?? '';
      cubes.push(cube);
      const all = this.membersOf(cube);
      const includes: Included[] =
        part.includes === '*' || part.includes === undefined ? [...all.keys()] : part.includes;
      for (const one of includes) {
        const own = typeof one === 'string' ? one : one.name;
        const member = all.get(own);
        if (!member || list(part.excludes).includes(own)) continue;
        const shown = typeof one === 'string' ? one : (one.alias ?? one.name);
        members.set(part.prefix ? `${part.alias ?? cube}_${shown}` : shown, { ...member, cube });
      }
    }
    return { name: view.name, root: list(view.cubes)[0]?.join_path.split('.')[0] ?? '', cubes, members };
  }

  /** Cubes a row of the given cube has at most one row of, itself included. */
  reachable(cubeName: string): Set<string> {
    const found = new Set([cubeName]);
    for (const name of found) {
      for (const join of list(this.cubes.get(name)?.cube.joins)) {
        if (/^(many_to_one|one_to_one|belongsTo|hasOne|belongs_to|has_one)$/.test(join.relationship))
          found.add(join.name);
      }
    }
    return found;
  }

  /** Every word that may stand in braces: cubes, views and members. */
  words(): Set<string> {
    const words = new Set<string>(['CUBE', ...this.cubes.keys(), ...this.views.keys()]);
    for (const { cube } of this.cubes.values()) {
      for (const group of [cube.measures, cube.dimensions, cube.segments]) {
        for (const { name } of list(group)) words.add(name);
      }
    }
    return words;
  }
}

export function isPublic(member: WrittenMember): boolean {
  return member.public !== false && member.shown !== false;
}

/** Reads a file of the model; what is not a mapping counts as empty. */
export function writtenFile(fileName: string, origin: FileOrigin, content: string): IndexedFile {
  const written: unknown = parse(content);
  return { fileName, origin, content, written: typeof written === 'object' && written !== null ? written : {} };
}

function list<T>(of: T[] | null | undefined): T[] {
  return Array.isArray(of) ? of : [];
}
