import { z } from 'zod';
import { sliceInput, viewInput } from './exports.ts';
import { localizedTextOutput } from './language.ts';

export const briefingInput = z.strictObject({
  board: z.string().min(1).max(60),
  view: viewInput.default({}),
  slice: sliceInput.optional(),
});

/** One sentence with the figures it was made of, and the tile that shows them. */
export const briefingSentenceOutput = z.object({
  kind: z.enum(['moved', 'explained', 'target', 'unusual', 'level']),
  tileId: z.string(),
  /** How much it matters: the first sentences are the ones to read. */
  weight: z.number(),
  words: localizedTextOutput,
  figures: z.record(z.string(), z.number().nullable()),
});
export type BriefingSentence = z.infer<typeof briefingSentenceOutput>;

export const briefingOutput = z.object({
  board: z.string(),
  title: localizedTextOutput,
  from: z.string(),
  to: z.string(),
  comparedFrom: z.string().nullable(),
  comparedTo: z.string().nullable(),
  sentences: z.array(briefingSentenceOutput),
  /** Tiles that could not be read. */
  failed: z.array(z.string()),
  /** Tiles that cannot be narrowed to the slice, and of which nothing is said. */
  leftOut: z.array(z.string()),
});
export type Briefing = z.infer<typeof briefingOutput>;
