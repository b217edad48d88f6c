import type { AnalysisKind } from '../../../contract/analysis-kinds.ts';
import type {
  ActivityInput,
  FunnelInput,
  FunnelOutput,
  PathsInput,
  RetentionInput,
  RetentionOutput,
} from '../../../contract/analytics.ts';
import type { CubeRow, Unit } from '../../../contract/board-queries/index.ts';
import type { Language } from '../../../contract/language.ts';
import type { AnalysisContext } from './analysis-table.ts';
import { type AnalysisWord, analysisWord } from './analysis-words.ts';
import type { Table, TableColumn } from './table.ts';

/** What of a table an analysis decides. */
export type AnalysisBody = Pick<Table, 'columns' | 'rows' | 'chart'>;

/** Columns with their heads in one language. */
export class AnalysisColumns {
  readonly #language: Language;

  constructor(language: Language) {
    this.#language = language;
  }

  word(word: AnalysisWord): string {
    return analysisWord(word, this.#language);
  }

  text(key: string, word: AnalysisWord): TableColumn {
    return { key, title: this.word(word), kind: 'text', unit: 'number' };
  }

  figure(key: string, word: AnalysisWord, unit: Unit = 'count'): TableColumn {
    return { key, title: this.word(word), kind: 'number', unit };
  }
}

const kinds = ['funnel', 'retention', 'lifecycle', 'stickiness', 'paths'] as const;
type BehaviourKind = (typeof kinds)[number];

export function isBehaviour(kind: AnalysisKind): kind is BehaviourKind {
  return (kinds as readonly string[]).includes(kind);
}

type Context = AnalysisContext & { columns: AnalysisColumns };

/** @param question of the shape of its kind */
export async function behaviourBody(kind: BehaviourKind, question: unknown, context: Context): Promise<AnalysisBody> {
  const { analyses, reader, signal, columns } = context;
  const { behaviour } = analyses;
  switch (kind) {
    case 'funnel':
      return ofFunnel(await behaviour.funnel(question as FunnelInput, reader.language, signal), columns);
    case 'retention':
      return ofRetention(await behaviour.retention(question as RetentionInput, signal), columns);
    case 'lifecycle': {
      const { intervals } = await behaviour.lifecycle(question as ActivityInput, signal);
      const states = ['new', 'returning', 'resurrecting', 'dormant'] as const;
      return {
        columns: [columns.text('start', 'interval'), ...states.map((state) => columns.figure(state, state))],
        rows: [intervals],
        chart: drawn('stacked-column', 'start', states, intervals.length),
      };
    }
    case 'stickiness': {
      const { intervals } = await behaviour.stickiness(question as ActivityInput, signal);
      return {
        columns: [columns.figure('activeIntervals', 'activeIntervals'), columns.figure('persons', 'people')],
        rows: [intervals],
        chart: drawn('column', 'activeIntervals', ['persons'], intervals.length),
      };
    }
    case 'paths': {
      const { edges } = await behaviour.paths(question as PathsInput, signal);
      return {
        columns: [
          columns.text('source', 'from'),
          columns.text('target', 'to'),
          columns.figure('value', 'sessions'),
          columns.figure('averageSeconds', 'averageSeconds', 'number'),
        ],
        rows: [edges],
        chart: null,
      };
    }
  }
}

/** A chart of everything, where there is more than one point. */
export function drawn(
  kind: NonNullable<Table['chart']>['kind'],
  category: string,
  values: readonly string[],
  rowCount: number,
): Table['chart'] {
  return rowCount > 1 ? { kind, category, values: [...values], rowCount } : null;
}

const valueText = (value: readonly string[]) => value.map((one) => one || '–').join(' / ');

function ofFunnel({ steps, breakdown }: FunnelOutput, columns: AnalysisColumns): AnalysisBody {
  const rowsOf = (of: FunnelOutput['steps'], group: string): CubeRow[] =>
    of.map((step, index) => ({ ...step, step: `${index + 1}. ${step.label}`, group }));
  return {
    columns: [
      ...(breakdown.length > 0 ? [columns.text('group', 'group')] : []),
      columns.text('step', 'step'),
      columns.figure('count', 'people'),
      columns.figure('conversionFromFirst', 'fromFirst', 'percent'),
      columns.figure('conversionFromPrevious', 'fromPrevious', 'percent'),
      columns.figure('medianSeconds', 'medianSeconds', 'number'),
      columns.figure('averageSeconds', 'averageSeconds', 'number'),
    ],
    rows: [
      [...rowsOf(steps, columns.word('all')), ...breakdown.flatMap((one) => rowsOf(one.steps, valueText(one.value)))],
    ],
    chart: drawn('bar', 'step', ['count'], steps.length),
  };
}

/** One row per cohort: its size, then the share that came back in each interval. */
function ofRetention({ cohorts, breakdown }: RetentionOutput, columns: AnalysisColumns): AnalysisBody {
  const rowsOf = (of: RetentionOutput['cohorts'], group: string): CubeRow[] =>
    of.map(({ start, size, rates }) => ({
      ...{ group, start, size },
      ...Object.fromEntries(rates.map((rate, index) => [`rate${index}`, rate])),
    }));
  const lists = [cohorts, ...breakdown.map((one) => one.cohorts)];
  const width = Math.max(0, ...lists.flat().map(({ rates }) => rates.length));
  const interval = (index: number): TableColumn => ({
    ...{ key: `rate${index}`, title: index === 0 ? '0' : `+${index}` },
    ...{ kind: 'number', unit: 'percent' },
  });
  return {
    columns: [
      ...(breakdown.length > 0 ? [columns.text('group', 'group')] : []),
      columns.text('start', 'cohort'),
      columns.figure('size', 'people'),
      ...Array.from({ length: width }, (_, index) => interval(index)),
    ],
    rows: [
      [
        ...rowsOf(cohorts, columns.word('all')),
        ...breakdown.flatMap((one) => rowsOf(one.cohorts, valueText(one.value))),
      ],
    ],
    chart: null,
  };
}
