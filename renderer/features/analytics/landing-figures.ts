import type { z } from 'zod';
import type { AnalysisKind } from '../../../contract/analysis-kinds.ts';
import {
  funnelOutput,
  lifecycleOutput,
  pathsOutput,
  retentionOutput,
  stickinessOutput,
} from '../../../contract/analytics.ts';
import { churnOutput } from '../../../contract/customer-value.ts';
import { feedbackOutput } from '../../../contract/feedback.ts';
import { journeyOutput, stagesOutput } from '../../../contract/stages.ts';
import {
  churnFigures,
  feedbackFigures,
  funnelFigures,
  journeyFigures,
  type KeyFigure,
  lifecycleFigures,
  pathsFigures,
  retentionFigures,
  stagesFigures,
  stickinessFigures,
} from './comparing/key-figures.ts';
import { feedbackQuestion, feedbackSettings } from './feedback/feedback-settings.ts';
import { daysOf } from './frame/range.ts';
import type { World } from './frame/world.ts';
import { funnelBody, givenFunnel } from './funnel/funnel-settings.ts';
import { givenJourney, journeyBody } from './journey/journey-settings.ts';
import { activityBody, givenActivity } from './lifecycle/activity-settings.ts';
import { givenPaths, pathsBody } from './paths/paths-settings.ts';
import { givenRetention, retentionBody } from './retention/retention-settings.ts';
import { givenStages, stagesBody } from './stages/stages-settings.ts';
import { churnBody, churnSettings } from './survival/churn-settings.ts';

/** The question an analysis starts with, and the figures of its answer that a card shows. */
export interface LandingQuestion {
  path: string;
  body: object | null;
  schema: z.ZodType;
  figuresOf: (answer: unknown) => KeyFigure[];
}

function question<T>(
  path: string,
  body: object | null,
  schema: z.ZodType<T>,
  figuresOf: (answer: T) => KeyFigure[],
): LandingQuestion {
  return { path, body, schema, figuresOf: figuresOf as (answer: unknown) => KeyFigure[] };
}

const lastYear = { preset: 'last-12-months' } as const;

/**
 * What the card of an analysis asks, in the very words of its page, so that the page then has its answer at once. Null
 * for those that fit a model or score everybody: they are not cheap enough for a glance.
 */
export function landingQuestion(kind: AnalysisKind, world: World): LandingQuestion | null {
  const { data } = world;
  switch (kind) {
    case 'funnel': {
      const given = givenFunnel(world);
      return question('funnel', funnelBody(given, daysOf(given.range, data)), funnelOutput, funnelFigures);
    }
    case 'retention': {
      const given = givenRetention(world);
      const body = retentionBody(given, daysOf(given.range, data), data.to);
      return question('retention', body, retentionOutput, retentionFigures);
    }
    case 'lifecycle':
    case 'stickiness': {
      const given = givenActivity(world);
      const body = activityBody(given, daysOf(given.range, data));
      return kind === 'lifecycle'
        ? question(kind, body, lifecycleOutput, lifecycleFigures)
        : question(kind, body, stickinessOutput, stickinessFigures);
    }
    case 'paths': {
      const given = givenPaths(world);
      return question('paths', pathsBody(given, daysOf(given.range, data)), pathsOutput, pathsFigures);
    }
    case 'churn':
      return question('churn', churnBody(churnSettings.parse({})), churnOutput, churnFigures);
    case 'feedback': {
      const given = feedbackSettings.parse({ range: lastYear });
      const { kind: path, body } = feedbackQuestion(given, daysOf(given.range, data), null);
      return question(path, body, feedbackOutput, feedbackFigures);
    }
    case 'stages':
      return question('stages', stagesBody(givenStages, daysOf(givenStages.range, data)), stagesOutput, stagesFigures);
    case 'journey':
      return question(
        'journey',
        journeyBody(givenJourney, daysOf(givenJourney.range, data)),
        journeyOutput,
        journeyFigures,
      );
    case 'rfm':
    case 'clv':
      return null;
  }
}
