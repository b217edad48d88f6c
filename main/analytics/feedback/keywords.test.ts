import { expect, test } from 'vitest';
import { groupComments } from './comment-groups.ts';
import { foldedEnglish, keywordsOf } from './keywords.ts';

const words = (text: string) => [...keywordsOf(text)].sort();

test('Chinese is cut into words; filler is left out', () => {
  expect(words('客服态度很好，但是物流太慢了')).toEqual(expect.arrayContaining(['客服', '态度', '物流', '慢']));
  expect(words('客服态度很好，但是物流太慢了')).not.toContain('但是');
});

test('a negated word is another word', () => {
  expect(words('包装不好')).toContain('不好');
  expect(words('Staff was not helpful')).toEqual(['not helpful', 'staff']);
  expect(words("It doesn't work")).toEqual(['not work']);
  expect(words('Not bad. Helpful staff')).toContain('helpful');
});

test('English endings are folded so that one word is one group', () => {
  for (const [word, folded] of [
    ['deliveries', 'delivery'],
    ['prices', 'price'],
    ['boxes', 'box'],
    ['delivered', 'deliver'],
    ['shipping', 'ship'],
    ['arrived', 'arrive'],
    ['service', 'service'],
    ['status', 'status'],
    ['pass', 'pass'],
  ] as const) {
    expect([word, foldedEnglish(word)]).toEqual([word, folded]);
  }
});

test('words of both languages stand side by side in one comment', () => {
  expect(words('APP闪退，please fix the login')).toEqual(expect.arrayContaining(['app', '闪退', 'fix', 'login']));
});

test('groups hold each comment once, most comments first', () => {
  const comments = [
    { id: 1, score: 2, text: '物流慢，物流真的慢' },
    { id: 2, score: 1, text: '物流太慢' },
    { id: 3, score: 10, text: '客服好' },
    { id: 4, score: 9, text: '客服耐心' },
    { id: 5, score: 9, text: '客服耐心，物流快' },
  ];
  const groups = groupComments(comments, { kind: 'nps', satisfiedFrom: 9 });
  expect(groups.map(({ keyword, ids }) => [keyword, ids])).toEqual([
    ['客服', [3, 4, 5]],
    ['物流', [1, 2, 5]],
    ['慢', [1, 2]],
    ['耐心', [4, 5]],
  ]);
  expect(groups[1]?.score).toMatchObject({ responses: 3, detractors: 2, promoters: 1 });
});

test('a group is called as most of its comments write the word', () => {
  const texts = ['The packaging is lovely', 'Lovely packaging', 'packaged badly', '包装精美', '包装好'];
  const comments = texts.map((text, id) => ({ id, score: 9, text }));
  const groups = groupComments(comments, { kind: 'nps', satisfiedFrom: 9 });
  expect(groups.map(({ keyword, label, ids }) => [keyword, label, ids.length])).toEqual([
    ['packag', 'packaging', 3],
    ['lovely', 'lovely', 2],
    ['包装', '包装', 2],
  ]);
});
