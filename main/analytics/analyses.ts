import type { CsatPersonsInput, NpsPersonsInput } from '../../contract/feedback.ts';
import type { StagesPersonsInput } from '../../contract/stages.ts';
import type { Workspace } from '../../contract/workspace.ts';
import type { Clock } from '../ports/clock.ts';
import type { MetadataStore } from '../ports/metadata-store.ts';
import type { Replica } from '../replica/index.ts';
import { AnalysisPeople } from './analysis-people.ts';
import { Behaviour } from './behaviour.ts';
import { CustomerValue } from './customer-value.ts';
import { Feedback } from './feedback.ts';
import { Stages } from './stages.ts';

export interface AnalysesParts {
  /** Throws `replica/unavailable` while it is not there yet. */
  replica: () => Replica;
  workspace: () => Workspace;
  clock: Clock;
  /** For what people write down about answers. */
  store: MetadataStore;
}

/** Every analysis of customers, and the people behind each cell. */
export interface Analyses {
  behaviour: Behaviour;
  customerValue: CustomerValue;
  feedback: Feedback;
  stages: Stages;
  people: AnalysisPeople;
  /** Ends what runs. */
  close(): Promise<void>;
}

export function createAnalyses(parts: AnalysesParts): Analyses {
  const behaviour = new Behaviour(parts);
  const customerValue = new CustomerValue(parts);
  const feedback = new Feedback(parts);
  const stages = new Stages(parts);
  const others = {
    nps: (input: NpsPersonsInput) => feedback.people(input),
    csat: (input: CsatPersonsInput) => feedback.people(input),
    stages: (input: StagesPersonsInput) => stages.people(input),
  };
  return {
    behaviour,
    customerValue,
    feedback,
    stages,
    people: new AnalysisPeople({ behaviour, value: customerValue, others }),
    async close() {
      await customerValue.close();
      await behaviour.close();
      await feedback.close();
    },
  };
}
