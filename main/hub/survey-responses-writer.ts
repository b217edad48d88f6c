import { type FieldReject, surveyKindOf } from '../connectors/files/index.ts';
import { numberAt, textAt } from './import-scope.ts';
import { plainColumns, type RecordPlan } from './records-writer.ts';

/** Scores are stored in thousandths. */
const milli = 1_000;
/** Widest scale a survey other than NPS may have. */
const widestScale = { from: 0, to: 100 };

/** Answers to surveys. NPS takes whole numbers from 0 to 10 only. */
export const surveyResponsesPlan: RecordPlan = {
  table: 'survey_responses',
  keyField: 'response_id',
  columns: (indexOf) => {
    const kindOf = kindReader(indexOf);
    const score = indexOf('score');
    return [
      { name: 'kind', read: kindOf },
      { name: 'score_milli', read: (values) => numberAt(values, score) ?? 0 },
      ...plainColumns(indexOf, [
        ['answered_at', 'answered_at'],
        ['survey', 'survey'],
        ['comment', 'comment'],
        ['channel', 'channel'],
        ['agent', 'agent'],
      ]),
    ];
  },
  check: (indexOf) => {
    const kindOf = kindReader(indexOf);
    const index = indexOf('score');
    return (values): FieldReject | null => {
      const score = numberAt(values, index) ?? 0;
      const isNps = kindOf(values) === 'nps';
      const { from, to } = isNps ? { from: 0, to: 10 } : widestScale;
      const isInScale = score >= from * milli && score <= to * milli && (!isNps || score % milli === 0);
      return isInScale
        ? null
        : { field: 'score', value: String(score / milli), code: 'not-in-scale', params: { from, to } };
    };
  },
};

/** As mapped; else as the survey's name tells; else NPS. */
function kindReader(indexOf: (field: string) => number) {
  const kind = indexOf('kind');
  const survey = indexOf('survey');
  const byName = new Map<string, string>();
  return (values: Parameters<typeof textAt>[0]): string => {
    const mapped = textAt(values, kind);
    const name = textAt(values, survey);
    if (mapped !== null || name === null) return mapped ?? 'nps';
    let told = byName.get(name);
    if (told === undefined) {
      told = surveyKindOf(name) ?? 'nps';
      if (byName.size < 1_000) byName.set(name, told);
    }
    return told;
  };
}
