import { AppError } from '../../contract/errors.ts';

export interface CatalogueMember {
  name: string;
  kind: 'measure' | 'dimension';
  type: 'string' | 'number' | 'time' | 'boolean';
  unit: string | null;
  /** How a measure adds up rows, as Cube names it; null for dimensions. */
  aggregation: string | null;
  title: string;
}

/** Public members of the data model by name. */
export type Catalogue = ReadonlyMap<string, CatalogueMember>;

interface MetaItem {
  name: string;
  type?: string;
  aggType?: string;
  shortTitle?: string;
  title?: string;
  meta?: { unit?: string };
}

/** Reads the answer of Cube's `/meta`. */
export function catalogueOf(meta: { cubes: { measures: MetaItem[]; dimensions: MetaItem[] }[] }): Catalogue {
  const members = new Map<string, CatalogueMember>();
  const add = (item: MetaItem, kind: CatalogueMember['kind']) => {
    const type = item.type === 'time' || item.type === 'boolean' || item.type === 'string' ? item.type : 'number';
    const title = item.shortTitle ?? item.title ?? item.name;
    members.set(item.name, {
      name: item.name,
      kind,
      type,
      unit: item.meta?.unit ?? null,
      title,
      aggregation: item.aggType ?? null,
    });
  };
  for (const cube of meta.cubes) {
    for (const item of cube.measures) add(item, 'measure');
    for (const item of cube.dimensions) add(item, 'dimension');
  }
  return members;
}

/** @throws pivot/unknown-member naming the place in the question */
export function memberAt(
  catalogue: Catalogue,
  name: string,
  kind: CatalogueMember['kind'] | null,
  path: string,
): CatalogueMember {
  const member = catalogue.get(name);
  if (member && (kind === null || member.kind === kind)) return member;
  throw new AppError('pivot/unknown-member', { params: { member: name }, details: [{ path, message: name }] });
}
