import type { Workspace } from '../../contract/workspace.ts';
import type { Clock } from '../ports/clock.ts';
import type { Replica } from '../replica/index.ts';
import { AnalysisPeople } from './analysis-people.ts';
import { Behaviour } from './behaviour.ts';
import { CustomerValue } from './customer-value.ts';

export interface AnalysesParts {
  /** Throws `replica/unavailable` while it is not there yet. */
  replica: () => Replica;
  workspace: () => Workspace;
  clock: Clock;
}

/** Every analysis of customers, and the people behind each cell. */
export interface Analyses {
  behaviour: Behaviour;
  customerValue: CustomerValue;
  people: AnalysisPeople;
  /** Ends what runs. */
  close(): Promise<void>;
}

export function createAnalyses(parts: AnalysesParts): Analyses {
  const behaviour = new Behaviour(parts);
  const customerValue = new CustomerValue(parts);
  return {
    behaviour,
    customerValue,
    people: new AnalysisPeople({ behaviour, value: customerValue, others: {} }),
    async close() {
      await customerValue.close();
      await behaviour.close();
    },
  };
}
