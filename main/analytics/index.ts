/** Door of customer analytics: the mathematics, and what asks the replica for its data. */
export { type Analyses, createAnalyses } from './analyses.ts';
export { AnalysisPeople, personsInputs } from './analysis-people.ts';
export { Behaviour, type BehaviourOptions } from './behaviour.ts';
export { type Asking, CustomerValue } from './customer-value.ts';
export { EventCatalogue } from './event-catalogue.ts';
export type { SequenceView } from './sequence/view.ts';
export type { Stages } from './stages.ts';
