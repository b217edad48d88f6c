import { type IdCodes, idCodes } from '../../ports/id-codes.ts';
import type { People, PeopleShare } from './count.ts';

/** Codes of people, to be told of each of their rows. */
export interface RowCodesTask {
  /** By number of the name: 1 where rows of that name get codes. */
  names: Uint8Array;
  /** By id of the profile. */
  ofPeople: IdCodes;
  /** By id of the row, all 0. */
  ofRows: IdCodes;
}

/** Writes the code of everybody of a share to their rows; rows of nobody known keep 0. */
export function spreadCodes({ arrays }: People, task: RowCodesTask, share: PeopleShare): void {
  const { offsets, profileIds, names, rowIds } = arrays;
  const byProfile = idCodes(task.ofPeople);
  const byRow = idCodes(task.ofRows);
  const wanted = task.names;
  for (let person = share.from; person < share.to; person += 1) {
    const code = byProfile[profileIds[person] as number] ?? 0;
    if (code === 0) continue;
    const end = offsets[person + 1] as number;
    for (let row = offsets[person] as number; row < end; row += 1) {
      if (wanted[names[row] as number] === 1) byRow[rowIds[row] as number] = code;
    }
  }
}
