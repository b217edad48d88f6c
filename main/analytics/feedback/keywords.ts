import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';
import { negations, stopWords } from './stop-words.ts';

/** The dictionary takes a third of a second to read: once, when the first comment is looked at. */
let jieba: Jieba | null = null;

const han = /\p{Script=Han}/u;
/** Characters that say something alone. */
const tellingCharacters = new Set('快慢贵差好坏脏乱吵旧难远久');

/**
 * The words a comment is about, each once, as they are grouped by: Chinese cut by dictionary, English in lower case
 * with plurals, -ing and -ed folded; a word after "not", "no", 不 or 没 is kept together with it.
 */
export function keywordsOf(comment: string): Set<string> {
  return new Set(keywordsAsWritten(comment).keys());
}

/** The same words, each with how it was first written: a folded ending is no word to show. */
export function keywordsAsWritten(comment: string): Map<string, string> {
  jieba ??= Jieba.withDict(dict);
  const found = new Map<string, string>();
  let negation = '';
  const plain = comment.normalize('NFKC').toLowerCase().replaceAll(/[’']/g, '');
  for (const raw of jieba.cut(plain, true)) {
    const token = withoutDegree(raw.trim());
    if (!/[\p{L}\p{N}]/u.test(token)) {
      if (/[^\s]/.test(token)) negation = '';
      continue;
    }
    if (negations.has(token) || /^(?:dont|doesnt|didnt|isnt|wasnt|arent|cant|couldnt|wont)$/.test(token)) {
      negation = han.test(token) ? (token === '没有' ? '没' : token) : 'not ';
      continue;
    }
    const word = han.test(token) ? token : foldedEnglish(token);
    const key = negation + word;
    if (isTelling(word, negation) && !found.has(key)) found.set(key, negation + token);
    if (!stopWords.has(token)) negation = '';
  }
  return found;
}

/** 太慢 and 很慢 are 慢. */
function withoutDegree(token: string): string {
  return /^[太很真好挺最超更]./u.test(token) && tellingCharacters.has(token.slice(1)) ? token.slice(1) : token;
}

function isTelling(word: string, negation: string): boolean {
  if (stopWords.has(word) || /^\p{N}+$/u.test(word)) return false;
  // One character alone says little ("快" and "慢" do), a negated one more.
  return han.test(word) ? word.length >= 2 || negation !== '' || tellingCharacters.has(word) : word.length >= 3;
}
/** Folds the endings that part one word into several groups. Plain on purpose: groups are read by people. */
export function foldedEnglish(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.length > 4 && /(?:ch|sh|x|ss)es$/.test(word)) return word.slice(0, -2);
  if (word.length > 3 && /[^su]s$/.test(word)) return word.slice(0, -1);
  if (word.length > 5 && word.endsWith('ing')) return unfolded(word.slice(0, -3));
  if (word.length > 4 && word.endsWith('ed')) return unfolded(word.slice(0, -2));
  return word;
}

/** `deliver` stays, `shipp` is `ship`, `arriv` is `arrive`. */
function unfolded(stem: string): string {
  if (/([bdgmnprt])\1$/.test(stem)) return stem.slice(0, -1);
  return /[aeiou][vszc]$|[^aeiou]l$|ng$|[^s]s$/.test(stem) && !/[aeiou][nr]g$/.test(stem) ? `${stem}e` : stem;
}
