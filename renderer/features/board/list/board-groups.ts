import type { BoardSummary } from '../../../../contract/boards.ts';
import type { LocalizedText } from '../../../../contract/language.ts';

export interface BoardGroup {
  name: string;
  boards: BoardSummary[];
}

/**
 * Boards as a list shows them: favourites first, then those in no folder, then folder by folder. A search looks at
 * titles in both languages, descriptions and folders, in any order of its words.
 */
export function groupsOf(
  boards: readonly BoardSummary[],
  search: string,
  localized: (text: LocalizedText) => string,
  names: { favourites: string; none: string },
): BoardGroup[] {
  const wanted = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = boards.filter((board) => {
    const text = [
      board.title['zh-CN'],
      board.title.en,
      board.description?.['zh-CN'],
      board.description?.en,
      board.folder,
    ]
      .join(' ')
      .toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
  const byTitle = (a: BoardSummary, b: BoardSummary) =>
    localized(a.title).localeCompare(localized(b.title), undefined, { numeric: true });
  const folders = [...new Set(found.filter((board) => !board.isFavourite).map((board) => board.folder))].toSorted(
    (a, b) => a.localeCompare(b),
  );
  const groups = [
    { name: names.favourites, boards: found.filter((board) => board.isFavourite).toSorted(byTitle) },
    ...folders.map((folder) => ({
      name: folder === '' ? names.none : folder,
      boards: found.filter((board) => !board.isFavourite && board.folder === folder).toSorted(byTitle),
    })),
  ];
  return groups.filter((group) => group.boards.length > 0);
}
