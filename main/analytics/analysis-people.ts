import type { z } from 'zod';
import {
  funnelPersonsInput,
  lifecyclePersonsInput,
  pathsPersonsInput,
  retentionPersonsInput,
  stickinessPersonsInput,
} from '../../contract/analytics.ts';
import {
  atRiskPersonsInput,
  churnPersonsInput,
  clvPersonsInput,
  rfmPersonsInput,
  survivalPersonsInput,
} from '../../contract/customer-value.ts';
import { csatPersonsInput, npsPersonsInput } from '../../contract/feedback.ts';
import type { SegmentAnalysis } from '../../contract/segments.ts';
import { journeyPersonsInput, stagesPersonsInput } from '../../contract/stages.ts';
import type { Behaviour } from './behaviour.ts';
import type { Asking, CustomerValue } from './customer-value.ts';
import type { CellPeople } from './persons-page.ts';

/** What each analysis wants to know to find the people of a cell: its body with the cell. */
export const personsInputs = {
  funnel: funnelPersonsInput,
  retention: retentionPersonsInput,
  lifecycle: lifecyclePersonsInput,
  stickiness: stickinessPersonsInput,
  paths: pathsPersonsInput,
  clv: clvPersonsInput,
  rfm: rfmPersonsInput,
  churn: churnPersonsInput,
  'churn/at-risk': atRiskPersonsInput,
  survival: survivalPersonsInput,
  nps: npsPersonsInput,
  csat: csatPersonsInput,
  stages: stagesPersonsInput,
  journey: journeyPersonsInput,
} as const satisfies Record<SegmentAnalysis, z.ZodType>;

type Finders = {
  [Kind in SegmentAnalysis]: (input: z.output<(typeof personsInputs)[Kind]>, asking: Asking) => Promise<CellPeople>;
};

/** Everybody in a cell of any analysis, whatever its pages show: what becomes a segment. */
export class AnalysisPeople {
  readonly #finders: Partial<Finders>;

  constructor({ behaviour, value, others }: { behaviour: Behaviour; value: CustomerValue; others: Partial<Finders> }) {
    this.#finders = {
      funnel: (input) => behaviour.funnelPeople(input),
      retention: (input) => behaviour.retentionPeople(input),
      lifecycle: (input) => behaviour.lifecyclePeople(input),
      stickiness: (input) => behaviour.stickinessPeople(input),
      paths: (input) => behaviour.pathsPeople(input),
      journey: (input) => behaviour.journeyPeople(input),
      clv: (input, asking) => value.clvPeople(input, asking),
      rfm: (input, asking) => value.rfmPeople(input, asking),
      churn: (input) => value.churnPeople(input),
      'churn/at-risk': (input) => value.atRiskPeople(input),
      survival: (input) => value.survivalPeople(input),
      ...others,
    };
  }

  /** @param input an output of `personsInputs[kind]` */
  find<Kind extends SegmentAnalysis>(
    kind: Kind,
    input: z.output<(typeof personsInputs)[Kind]>,
    asking: Asking,
  ): Promise<CellPeople> {
    const finder = this.#finders[kind] as Finders[Kind] | undefined;
    if (!finder) throw new Error(`nobody finds people of ${kind}`);
    return finder(input, asking);
  }
}
