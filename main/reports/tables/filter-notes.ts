import {
  type BoardScope,
  heededFilters,
  isSegmentMember,
  type Members,
  unknownMember,
} from '../../../contract/board-queries/index.ts';
import type { Tile } from '../../../contract/boards.ts';
import type { Reader } from '../figures.ts';
import { reportWords } from '../words.ts';

/**
 * The filters of the board above a tile's rows: each with its values, then those that do not reach the tile.
 *
 * @param unreached names of those
 */
export function filterNotes(
  { ignores }: Pick<Tile, 'ignores'>,
  unreached: readonly string[],
  { reader, scope, members }: { reader: Pick<Reader, 'language'>; scope: BoardScope; members: Members },
): string[] {
  const words = reportWords[reader.language];
  const titleOf = (name: string) => (members.get(name) ?? unknownMember(name)).title;
  const applied = heededFilters(ignores, scope)
    .filter(({ member, values }) => values.length > 0 && !unreached.includes(member))
    .map(({ member, values }) => `${titleOf(member)}: ${values.join(words.comma)}`);
  const { segment, segmentNames } = scope;
  if (segment !== null && !unreached.some(isSegmentMember)) {
    applied.push(`${words.segment}: ${segmentNames?.get(segment) ?? segment}`);
  }
  return unreached.length === 0 ? applied : [...applied, words.notFiltered(unreached.map(titleOf).join(words.comma))];
}
