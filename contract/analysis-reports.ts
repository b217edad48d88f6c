import { z } from 'zod';
import { type AnalysisKind, analysisKinds } from './analysis-kinds.ts';
import { activityInput, funnelInput, pathsInput, retentionInput } from './analytics.ts';
import { churnInput, clvInput, rfmInput } from './customer-value.ts';
import { csatInput, npsInput } from './feedback.ts';
import { journeyInput, stagesInput } from './stages.ts';

const inputs: Record<Exclude<AnalysisKind, 'feedback'>, z.ZodType> = {
  funnel: funnelInput,
  retention: retentionInput,
  lifecycle: activityInput,
  stickiness: activityInput,
  paths: pathsInput,
  rfm: rfmInput,
  clv: clvInput,
  churn: churnInput,
  stages: stagesInput,
  journey: journeyInput,
};

/** Shape of a question to an analysis. */
export function questionInput(analysis: AnalysisKind, question: object): z.ZodType {
  if (analysis === 'feedback') return 'kind' in question ? csatInput : npsInput;
  return inputs[analysis];
}

const maxSettings = 60_000;

/** What the page of an analysis shows: its question, comparison and view. Old or unknown fields are left out by it. */
export const analysisSettings = z
  .record(z.string().max(60), z.unknown())
  .refine((settings) => JSON.stringify(settings).length <= maxSettings);

/** A saved analysis. */
export const analysisDefinitionInput = z
  .strictObject({
    analysis: z.enum(analysisKinds),
    /** As on the page; named ranges of dates stay named, so that the report goes on with the data. */
    settings: analysisSettings,
    /** The body of the API that the settings meant when they were saved. */
    question: z.record(z.string().max(60), z.unknown()),
  })
  .superRefine(({ analysis, question }, context) => {
    const { error } = questionInput(analysis, question).safeParse(question);
    for (const { path, message } of error?.issues ?? [])
      context.addIssue({ code: 'custom', path: ['question', ...path], message, input: question });
  });
export type AnalysisDefinition = z.infer<typeof analysisDefinitionInput>;
