import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import type { Unit } from '../format/index.ts';
import { useLanguage } from '../i18n/index.ts';
import { request } from '../transport/index.ts';

/** One measure or dimension of the data model, in the reader's language. */
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
}
export type Members = ReadonlyMap<string, Member>;

const memberOutput = z.object({
  name: z.string(),
  title: z.string(),
  shortTitle: z.string().optional(),
  description: z.string().nullish(),
  aggType: z.string().nullish(),
  meta: z
    .object({
      unit: z.string().optional(),
      isAdditive: z.boolean().optional(),
      bands: z.array(z.number()).optional(),
    })
    .nullish(),
});
type MemberOutput = z.infer<typeof memberOutput>;
const metaOutput = z.object({
  cubes: z.array(z.object({ measures: z.array(memberOutput), dimensions: z.array(memberOutput) })),
});

/** The public members of the data model by name. */
export function useMembers(): UseQueryResult<Members> {
  const language = useLanguage();
  return useQuery({
    queryKey: ['cube-meta', language],
    queryFn: async ({ signal }) => {
      const meta = await request('/cubejs-api/v1/meta', { schema: metaOutput, signal });
      const members = new Map<string, Member>();
      for (const cube of meta.cubes) {
        for (const one of cube.measures) members.set(one.name, memberOf(one, 'measure'));
        for (const one of cube.dimensions) members.set(one.name, memberOf(one, 'dimension'));
      }
      return members;
    },
  });
}

/** Units of the data model that boards know how to write; anything else is a plain number. */
const units: Record<string, Unit> = { currency: 'money', percent: 'percent', count: 'count' };

function memberOf(source: MemberOutput, kind: Member['kind']): Member {
  return {
    name: source.name,
    title: source.shortTitle ?? source.title,
    description: source.description ?? null,
    unit: units[source.meta?.unit ?? ''] ?? 'number',
    isAdditive: source.meta?.isAdditive ?? looksAdditive(source),
    bands: source.meta?.bands ?? null,
    kind,
  };
}

/** The model says `isAdditive` where it matters; without it, amounts and counts add up unless their name says mean. */
function looksAdditive({ name, meta }: MemberOutput): boolean {
  const isAmount = meta?.unit === 'currency' || meta?.unit === 'count' || meta?.unit === 'quantity';
  return isAmount && !/average|median|minimum|maximum|_per_/.test(name);
}

/** The view a member belongs to: `orders` of `orders.revenue`. */
export function viewOf(member: string): string {
  return member.slice(0, member.indexOf('.'));
}

/** The name without its view: `revenue` of `orders.revenue`. */
export function shortName(member: string): string {
  return member.slice(member.indexOf('.') + 1);
}
