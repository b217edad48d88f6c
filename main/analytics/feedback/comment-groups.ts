import type { FeedbackScore } from '../../../contract/feedback.ts';
import { keywordsAsWritten, keywordsOf } from './keywords.ts';
import { changeOf, type ScoreRule, scoreOf, without } from './score.ts';

export interface Comment {
  id: number;
  score: number;
  text: string;
}

export interface CommentGroup {
  keyword: string;
  /** The keyword as most of the comments write it. */
  label: string;
  /** Answers, in the order given. */
  ids: number[];
  score: FeedbackScore;
  /** Against the comments without the word; null = cannot be told. */
  isSignificant: boolean | null;
}

/** A word of one comment is no group. */
const fewestComments = 2;
const maxGroups = 40;

/** Comments by the words they share; one comment may be in several groups. */
export function groupComments(comments: readonly Comment[], rule: ScoreRule): CommentGroup[] {
  const all = new Map<number, number>();
  const byWord = new Map<string, Comment[]>();
  const written = new Map<string, Map<string, number>>();
  for (const comment of comments) {
    all.set(comment.score, (all.get(comment.score) ?? 0) + 1);
    for (const [word, form] of keywordsAsWritten(comment.text)) {
      const forms = written.get(word) ?? new Map<string, number>();
      written.set(word, forms.set(form, (forms.get(form) ?? 0) + 1));
      const members = byWord.get(word);
      if (members) members.push(comment);
      else byWord.set(word, [comment]);
    }
  }
  const shared = [...byWord]
    .filter(([, members]) => members.length >= fewestComments)
    .sort(([a, left], [b, right]) => right.length - left.length || (a < b ? -1 : 1));
  const groups: CommentGroup[] = [];
  for (const [keyword, members] of shared) {
    if (groups.length === maxGroups) break;
    const counts = countsOf(members);
    const score = scoreOf(counts, rule);
    const others = scoreOf(without(all, counts), rule);
    groups.push({
      keyword,
      label: mostWritten(written.get(keyword) ?? new Map()) ?? keyword,
      ids: members.map(({ id }) => id),
      score,
      isSignificant: changeOf(others, score).isSignificant,
    });
  }
  return groups;
}

function mostWritten(forms: ReadonlyMap<string, number>): string | undefined {
  const [first] = [...forms].sort(([a, left], [b, right]) => right - left || a.length - b.length || (a < b ? -1 : 1));
  return first?.[0];
}

/** Answers whose comment holds the word. */
export function idsWithKeyword(comments: readonly Comment[], keyword: string): number[] {
  return comments.filter(({ text }) => keywordsOf(text).has(keyword)).map(({ id }) => id);
}

function countsOf(comments: readonly Comment[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { score } of comments) counts.set(score, (counts.get(score) ?? 0) + 1);
  return counts;
}
