import { type FeedbackOutput, feedbackOutput } from '../../../../contract/feedback.ts';
import { formatCount, formatRange } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { LinkButton } from '../../../ui/index.ts';
import { CompareRow } from '../comparing/compare-row.tsx';
import { Comparison } from '../comparing/comparison.tsx';
import { feedbackFigures } from '../comparing/key-figures.ts';
import { useComparison } from '../comparing/use-comparison.ts';
import { ResultActions } from '../export/result-actions.tsx';
import { AnalysisGate } from '../frame/analysis-gate.tsx';
import { AnalysisLayout } from '../frame/analysis-layout.tsx';
import { audienceWords } from '../frame/audience-words.ts';
import { Figures } from '../frame/figures.tsx';
import { NothingYet } from '../frame/nothing-yet.tsx';
import { daysBefore, daysOf } from '../frame/range.ts';
import { Definition, ResultCard } from '../frame/result-card.tsx';
import { sentences } from '../frame/sentences.ts';
import { Detail } from '../frame/stand.tsx';
import { useAnswer } from '../frame/use-answer.ts';
import { type Settings, useSettings } from '../frame/use-settings.ts';
import { useWorld } from '../frame/world.ts';
import { AudienceSection } from '../pickers/audience-section.tsx';
import { BuilderSection, ChoiceRow, RangeField } from '../pickers/settings-fields.tsx';
import styles from './feedback.module.css';
import { Distribution, ScoreTrend } from './feedback-charts.tsx';
import { type FeedbackSettings, feedbackQuestion, feedbackSettings, points } from './feedback-settings.ts';
import { BreakdownScores, Comments, Drivers } from './feedback-tables.tsx';
import { FollowUpList } from './follow-up-list.tsx';
import { type Question, useFeedbackPeople } from './use-feedback-people.ts';

export default function FeedbackPage() {
  return (
    <AnalysisGate kind="feedback">
      <Feedback />
    </AnalysisGate>
  );
}

const given = feedbackSettings.parse({ range: { preset: 'last-12-months' } });

function Feedback() {
  const { t } = useTranslation('voice');
  const world = useWorld();
  const settings = useSettings(feedbackSettings, given);
  const { value } = settings;
  const days = daysOf(value.range, world.data);
  const before = daysBefore(days, world.data);
  const question = feedbackQuestion(value, days, before.hasData ? before.range : null);
  const answer = useAnswer(question.kind, question.body, feedbackOutput);
  const compared = useComparison({
    ...{ kind: question.kind, body: question.body, compare: value.against, days },
    schema: feedbackOutput,
  });
  const result = answer.data;
  const segment = world.segments.find(({ id }) => id === value.segmentId)?.name ?? null;
  const overall = result?.overall;
  const dates = formatRange(days.from, days.to, world.language);
  return (
    <AnalysisLayout
      kind="feedback"
      settings={settings}
      builder={<FeedbackBuilder settings={settings} />}
      actions={
        <ResultActions
          kind="feedback"
          settings={value}
          body={question.body}
          csv={
            result
              ? () => [
                  [t('feedback.interval'), t('feedback.answers'), t('feedback.score'), 'lower', 'upper'],
                  ...result.trend.map((one) => [one.start, one.responses, one.score, one.lower, one.upper]),
                ]
              : null
          }
        />
      }
    >
      {result && overall?.responses === 0 ? (
        <NothingYet
          title={t('feedback.emptyTitle')}
          hint={t('feedback.emptyHint')}
          action={
            <LinkButton to="/import" isPrimary>
              {world.t('importData')}
            </LinkButton>
          }
        />
      ) : result && overall ? (
        <>
          <ScoreFigures result={result} kind={value.kind} question={question} isStale={answer.isStale} />
          <Comparison now={result} compared={compared} figuresOf={feedbackFigures} />
          <div className={styles.pair}>
            <ScoreTrend
              answer={answer}
              result={result}
              interval={value.interval}
              question={question}
              compared={compared}
            />
            <Detail isOnPaper>
              <Distribution answer={answer} result={result} question={question} />
            </Detail>
          </div>
          <Detail isOnPaper>
            {result.breakdown.length > 0 && value.breakdown !== 'none' ? (
              <BreakdownScores answer={answer} result={result} question={question} by={value.breakdown} />
            ) : null}
            <div className={styles.pair}>
              <Drivers answer={answer} result={result} question={question} />
              <Comments answer={answer} result={result} question={question} />
            </div>
          </Detail>
          <Detail>
            <FollowUpList question={question} />
          </Detail>
        </>
      ) : (
        <ResultCard title={t('feedback.score')} answer={answer} isMain>
          {null}
        </ResultCard>
      )}
      <Definition
        text={sentences(
          world.language,
          t(`feedback.define.${value.kind}`, { dates, from: result?.satisfiedFrom ?? '' }),
          audienceWords(value, segment, world),
        )}
        warnings={[
          overall && overall.responses > 0 && overall.responses < 100
            ? t('feedback.smallSample', { count: overall.responses })
            : null,
        ]}
      />
    </AnalysisLayout>
  );
}

interface ScoreFiguresProps {
  result: FeedbackOutput;
  kind: FeedbackSettings['kind'];
  question: Question;
  isStale: boolean;
}

/** The score with its interval and change, and who stands behind it; each group opens. */
function ScoreFigures({ result, kind, question, isStale }: ScoreFiguresProps) {
  const { t } = useTranslation('voice');
  const open = useFeedbackPeople(question);
  const { overall, change } = result;
  const unit = kind === 'nps' ? '' : '%';
  const { score } = overall;
  const interval = t('feedback.interval95', { lower: bound(overall.lower, unit), upper: bound(overall.upper, unit) });
  const moved =
    change && change.points !== null
      ? `${t('feedback.vsBefore', { points: points(change.points, 1) })} (${change.isSignificant ? t('feedback.real') : t('feedback.chance')})`
      : '';
  return (
    <Figures
      isStale={isStale}
      figures={[
        {
          name: t(`feedback.kinds.${kind}`),
          value: kind === 'nps' ? points(score) : `${score === null ? '—' : score.toFixed(1)}${unit}`,
          note: [interval, moved].filter(Boolean).join(' · '),
        },
        {
          name: t('feedback.answers'),
          value: formatCount(overall.responses),
          note: `${t('feedback.mean')} ${overall.mean?.toFixed(2) ?? '—'}`,
          onOpen: () => open({}, t('feedback.answers')),
        },
        ...(['promoters', 'passives', 'detractors'] as const)
          .filter((group) => kind === 'nps' || group !== 'passives')
          .map((group) => ({
            name: t(`feedback.groups.${kind}.${group}`),
            value: `${((overall[group] / overall.responses) * 100).toFixed(1)}%`,
            note: formatCount(overall[group]),
            ...(overall[group] > 0 ? { onOpen: () => open({ group }, t(`feedback.groups.${kind}.${group}`)) } : {}),
          })),
      ]}
    />
  );
}

const bound = (value: number | null, unit: string) =>
  value === null ? '—' : unit === '' ? points(value) : `${value.toFixed(1)}${unit}`;

const intervals = ['day', 'week', 'month', 'quarter', 'year'] as const;
const breakdowns = ['none', 'survey', 'channel', 'agent', 'country', 'region', 'city', 'segment'] as const;

function FeedbackBuilder({ settings }: { settings: Settings<FeedbackSettings> }) {
  const { t } = useTranslation('voice');
  const { t: words } = useWorld();
  const { value, change } = settings;
  return (
    <>
      <BuilderSection title={t('feedback.kind')}>
        <ChoiceRow
          label={t('feedback.kind')}
          value={value.kind}
          onChange={(kind) => change({ kind })}
          options={(['nps', 'csat', 'ces'] as const).map((kind) => ({
            value: kind,
            label: t(`feedback.kinds.${kind}`),
          }))}
        />
      </BuilderSection>
      <BuilderSection title={words('dates')}>
        <RangeField range={value.range} onChange={(range) => change({ range })} />
        <ChoiceRow
          label={t('feedback.interval')}
          value={value.interval}
          onChange={(interval) => change({ interval })}
          options={intervals.map((interval) => ({ value: interval, label: words(`periods.${interval}`) }))}
        />
        <CompareRow
          value={value.compare ? 'previous' : value.against}
          onChange={(chosen) =>
            change({ compare: chosen === 'previous', against: chosen === 'previous' ? '' : chosen })
          }
        />
      </BuilderSection>
      <BuilderSection title={t('feedback.breakdown')}>
        <ChoiceRow
          label={t('feedback.breakdown')}
          value={value.breakdown}
          onChange={(breakdown) => change({ breakdown })}
          options={breakdowns.map((by) => ({ value: by, label: t(`feedback.breakdowns.${by}`) }))}
        />
      </BuilderSection>
      <AudienceSection value={value} onChange={change} />
    </>
  );
}
