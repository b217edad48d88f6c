import { z } from 'zod';

/** How a figure is written: money in the workspace's currency, a count, a share, or a plain number. */
export type Unit = 'money' | 'count' | 'percent' | 'number';

/** One measure or dimension of the data model, in the language the model was asked in. */
export interface Member {
  name: string;
  title: string;
  /** The formula in words. */
  description: string | null;
  unit: Unit;
  /** True when a step without rows means nought; a ratio without rows means nothing. */
  isAdditive: boolean;
  /** Lower bounds of a banded value, in order; null for everything else. */
  bands: readonly number[] | null;
  kind: 'measure' | 'dimension';
  /** Of a dimension: what its values are. */
  type: 'string' | 'number' | 'time' | 'boolean';
  /** Title of the view it stands in. */
  viewTitle: string;
  /** What the figure is counted from, as the model says. */
  source: string | null;
  synonyms: readonly string[];
  /** Of a dimension that is a number of ours: the dimension that names the same thing to people. */
  namedBy: string | null;
}
export type Members = ReadonlyMap<string, Member>;

const memberOutput = z.object({
  name: z.string(),
  title: z.string(),
  shortTitle: z.string().optional(),
  description: z.string().nullish(),
  aggType: z.string().nullish(),
  type: z.string().nullish(),
  meta: z
    .object({
      unit: z.string().optional(),
      isAdditive: z.boolean().optional(),
      bands: z.array(z.number()).optional(),
      source: z.string().optional(),
      synonyms: z.array(z.string()).optional(),
      named_by: z.string().optional(),
    })
    .nullish(),
});
type MemberOutput = z.infer<typeof memberOutput>;

/** Cube's answer to `/v1/meta`, as far as boards read it. */
export const cubeMetaOutput = z.object({
  cubes: z.array(
    z.object({
      name: z.string().optional(),
      title: z.string().optional(),
      measures: z.array(memberOutput),
      dimensions: z.array(memberOutput),
    }),
  ),
});
export type CubeMeta = z.infer<typeof cubeMetaOutput>;

/** The public members of the data model by name. */
export function membersOf(meta: CubeMeta): Members {
  const members = new Map<string, Member>();
  for (const cube of meta.cubes) {
    const viewTitle = cube.title ?? cube.name ?? '';
    for (const one of cube.measures) members.set(one.name, memberOf(one, 'measure', viewTitle));
    for (const one of cube.dimensions) members.set(one.name, memberOf(one, 'dimension', viewTitle));
  }
  return members;
}

/** Units of the data model that boards know how to write; anything else is a plain number. */
const units: Record<string, Unit> = { currency: 'money', percent: 'percent', count: 'count' };
const types = ['string', 'number', 'time', 'boolean'] as const;

function memberOf(source: MemberOutput, kind: Member['kind'], viewTitle: string): Member {
  return {
    name: source.name,
    title: source.shortTitle ?? source.title,
    description: source.description ?? null,
    unit: units[source.meta?.unit ?? ''] ?? 'number',
    isAdditive: source.meta?.isAdditive ?? looksAdditive(source),
    bands: source.meta?.bands ?? null,
    kind,
    type: types.find((type) => type === source.type) ?? (kind === 'measure' ? 'number' : 'string'),
    viewTitle,
    source: source.meta?.source ?? null,
    synonyms: source.meta?.synonyms ?? [],
    namedBy: source.meta?.named_by ? `${viewOf(source.name)}.${source.meta.named_by}` : null,
  };
}

/** The model says `isAdditive` where it matters; without it, amounts and counts add up unless their name says mean. */
function looksAdditive({ name, meta }: MemberOutput): boolean {
  const isAmount = meta?.unit === 'currency' || meta?.unit === 'count' || meta?.unit === 'quantity';
  return isAmount && !/average|median|minimum|maximum|_per_/.test(name);
}

/** A member that the data model does not know (any more): it reads by its bare name. */
export function unknownMember(name: string): Member {
  return {
    name,
    title: shortName(name),
    description: null,
    unit: 'number',
    isAdditive: false,
    bands: null,
    kind: 'measure',
    type: 'number',
    viewTitle: '',
    source: null,
    synonyms: [],
    namedBy: null,
  };
}

/** The view a member belongs to: `orders` of `orders.revenue`. */
export function viewOf(member: string): string {
  return member.slice(0, member.indexOf('.'));
}

/** The name without its view: `revenue` of `orders.revenue`. */
export function shortName(member: string): string {
  return member.slice(member.indexOf('.') + 1);
}
