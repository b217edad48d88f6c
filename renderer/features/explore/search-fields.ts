import type { Member } from '../../queries/index.ts';

/** Pinyin of a Chinese text, in full and by first letters: `xiaoshoue xse`. */
export type PinyinOf = (text: string) => string;

const folded = (text: string) => text.normalize('NFKC').toLowerCase();

/**
 * How well a member meets a search: 0 = not at all. Titles count before synonyms, those before descriptions and the
 * model's own name; several words must all be met.
 */
export function scoreOf(member: Member, search: string, pinyinOf: PinyinOf | null): number {
  const words = folded(search)
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return 1;
  const title = folded(member.title);
  const fields: [string, number][] = [
    [title, 8],
    [pinyinOf ? pinyinOf(member.title) : '', 6],
    [folded(member.synonyms.join(' ')), 5],
    [pinyinOf ? pinyinOf(member.synonyms.join(' ')) : '', 4],
    [folded(member.name), 3],
    [folded(member.viewTitle), 2],
    [folded(member.description ?? ''), 1],
  ];
  let score = 0;
  for (const word of words) {
    const best = fields.find(([text]) => text.includes(word));
    if (!best) return 0;
    score += best[1] + (title.startsWith(word) ? 2 : 0);
  }
  return score;
}

/** Members that meet a search, best first; all of them in the model's order without one. */
export function searchMembers(members: Iterable<Member>, search: string, pinyinOf: PinyinOf | null): Member[] {
  const all = [...members];
  if (search.trim() === '') return all;
  return all
    .map((member) => ({ member, score: scoreOf(member, search, pinyinOf) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ member }) => member);
}
