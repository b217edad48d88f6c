/** One thing the palette leads to. */
export interface PaletteEntry {
  id: string;
  group: 'pages' | 'boards' | 'reports' | 'fields' | 'actions' | 'customers';
  label: string;
  /** Said beside the label. */
  note: string;
  /** Further words it is found by. */
  words: string;
  run: () => void;
}

const folded = (text: string) => text.normalize('NFKC').toLowerCase();
const perGroup = 6;

/** How well an entry meets a search; 0 = not at all. Starts of labels come before what stands inside. */
export function entryScore(
  entry: Pick<PaletteEntry, 'label' | 'words'>,
  search: string,
  pinyinOf: (text: string) => string,
): number {
  const words = folded(search).split(/\s+/).filter(Boolean);
  const label = folded(entry.label);
  let score = 1;
  for (const word of words) {
    if (label.startsWith(word)) score += 8;
    else if (label.includes(word)) score += 6;
    else if (pinyinOf(entry.label).includes(word)) score += 4;
    else if (folded(entry.words).includes(word)) score += 2;
    else return 0;
  }
  return score;
}

/** The best entries of every group, groups with the best hit first; a few of each, so that none hides the others. */
export function foundEntries(
  entries: readonly PaletteEntry[],
  search: string,
  pinyinOf: (text: string) => string,
): PaletteEntry[] {
  const scored = entries
    .map((entry) => ({ entry, score: entryScore(entry, search, pinyinOf) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
  const groups = Map.groupBy(scored, ({ entry }) => entry.group);
  return [...groups.values()].flatMap((group) => group.slice(0, perGroup).map(({ entry }) => entry));
}
