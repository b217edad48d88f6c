import { z } from 'zod';
import type { SegmentAnalysis } from '../../../../contract/segments.ts';
import { ask } from '../frame/use-answer.ts';

/** The people of one cell of one answer: the question as it was put, and what was clicked. */
export interface CellOfPeople {
  kind: SegmentAnalysis;
  body: object;
  cell: object;
  /** What these people have in common, as a heading. */
  title: string;
  /** Name proposed for a segment of them. */
  name: string;
}

export interface Person {
  id: number;
  displayName: string | null;
  /** What the analysis itself says of the person, such as reasons of a risk. */
  note?: string;
}

/** All analyses answer their people alike but for the name of the id. */
const personsOutput = z.object({
  total: z.number().int(),
  profiles: z.array(
    z
      .looseObject({
        id: z.number().int().optional(),
        profileId: z.number().int().optional(),
        displayName: z.string().nullable(),
      })
      .transform(({ id, profileId, displayName }) => ({ id: id ?? profileId ?? 0, displayName })),
  ),
});
export type CellPeople = z.output<typeof personsOutput>;

/** One page of the people of a cell. */
export async function peopleOf(
  { kind, body, cell }: CellOfPeople,
  page: { offset: number; limit: number },
  signal?: AbortSignal,
): Promise<CellPeople> {
  const asked = { ...body, cell, ...page };
  return ask(`${kind}/persons`, asked, personsOutput as unknown as z.ZodType<CellPeople>, signal);
}

/** Most a page of any analysis may hold. */
const largestPage = 1_000;

/** Everybody in the cell, page by page. */
export async function everybodyIn(cell: CellOfPeople): Promise<Person[]> {
  const people: Person[] = [];
  for (;;) {
    const { total, profiles } = await peopleOf(cell, { offset: people.length, limit: largestPage });
    people.push(...profiles);
    if (people.length >= total || profiles.length === 0) return people;
  }
}
