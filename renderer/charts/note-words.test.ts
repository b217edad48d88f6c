import { expect, it } from 'vitest';
import { noteWords } from './note-words.ts';

it('notes far apart are told in their first words, in the order of the axis', () => {
  const notes = [
    { category: 25, text: 'Newsletter' },
    { category: 3, text: '圣诞活动在所有门店与网店同时开始' },
  ];
  expect(noteWords(notes, 30)).toEqual([
    { category: 3, text: '圣诞活动在所有门店与网店同…' },
    { category: 25, text: 'Newsletter' },
  ]);
});

it('words that would run into those of the note before give way to dots; a later note has its words again', () => {
  const texts = [13, 15, 24].map((category) => ({ category, text: `Note of day ${category}` }));
  expect(noteWords(texts, 30).map(({ text }) => text)).toEqual(['Note of day 13', '…', 'Note of day 24']);
});

it('notes of one step share a line', () => {
  const notes = [
    { category: 4, text: 'Fair' },
    { category: 4, text: 'Frost' },
  ];
  expect(noteWords(notes, 30)).toEqual([{ category: 4, text: 'Fair · Frost' }]);
});
