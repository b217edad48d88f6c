import { textWidth } from './text-width.ts';

/** A note on a step of a time axis. */
export interface StepNote {
  category: number;
  text: string;
}

/** More is in the hover. */
const mostLetters = 14;
/** In pixels: of a plot in a tile of middling size, and between two notes. */
const usualWidth = 640;
const gap = 8;

/**
 * What stands above the line of each note: its first words, or three dots where words would run into those of the note
 * before. Notes of one step share a line.
 *
 * @param steps how many steps the axis has
 * @returns one entry for each step with notes, in the order of the axis
 */
export function noteWords(notes: readonly StepNote[], steps: number): StepNote[] {
  const byStep = new Map<number, string[]>();
  for (const { category, text } of notes) byStep.set(category, [...(byStep.get(category) ?? []), text]);
  let free = Number.NEGATIVE_INFINITY;
  return [...byStep]
    .toSorted(([a], [b]) => a - b)
    .map(([category, texts]) => {
      const words = shortened(texts.join(' · '));
      const middle = (category * usualWidth) / Math.max(1, steps);
      const text = middle - textWidth(words) / 2 < free ? '…' : words;
      free = middle + textWidth(text) / 2 + gap;
      return { category, text };
    });
}

function shortened(text: string): string {
  const letters = [...text];
  return letters.length > mostLetters ? `${letters.slice(0, mostLetters - 1).join('')}…` : text;
}
