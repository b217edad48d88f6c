import type { z } from 'zod';
import type { clvInput, clvPersonsInput } from '../../../contract/customer-value.ts';
import type { Replica } from '../../replica/index.ts';
import { readCosts, readRepeaters, readSegments } from './clv-extras.ts';
import type { ClvCell } from './clv-task.ts';
import type { Packed } from './packed-rows.ts';
import { type CustomerRange, dayNumber } from './purchases.ts';
import type { ClvTerms } from './value-customers.ts';

/** The customers of a question, and on which terms they are valued. */
export interface ClvQuestion {
  replica: Replica;
  range: CustomerRange;
  terms: ClvTerms;
}

/** A cell with what has to be read to know who is in it. */
export async function readClvCell(input: z.output<typeof clvPersonsInput>, question: ClvQuestion): Promise<ClvCell> {
  const { cell, by } = input;
  const { replica, range, terms } = question;
  if ('hasPaidBack' in cell) return { ...cell, costs: (await readAskedCosts(input, question)) ?? [] };
  if ('repeats' in cell) {
    const { after, to } = cell.repeats;
    const days = { afterDay: after === null ? range.firstDay : dayNumber(after), toDay: dayNumber(to) };
    return { people: await readRepeaters(replica, range, { ...days, toDay: Math.min(days.toDay, terms.asOfDay) }) };
  }
  if (!('value' in cell)) return cell;
  if (by === 'cohort') return { month: cell.value };
  const words = (await readSegments(replica)).find(({ value }) => value === cell.value)?.words;
  return { people: words ?? new SharedArrayBuffer(0) };
}

/** What customers have cost; null where nobody asks for it. */
export async function readAskedCosts(
  { acquisitionCostTrait: trait }: Pick<z.output<typeof clvInput>, 'acquisitionCostTrait'>,
  { replica, range, terms: { asOfDay, marginRate, minorPerMajor } }: ClvQuestion,
): Promise<Packed | null> {
  return trait ? readCosts(replica, range, { asOfDay, trait, marginRate, minorPerMajor }) : null;
}
