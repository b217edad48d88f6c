import { Slider } from 'antd';
import { journeyOutput } from '../../../../contract/stages.ts';
import { formatRange } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { CompareRow } from '../comparing/compare-row.tsx';
import { Comparison } from '../comparing/comparison.tsx';
import { journeyFigures } from '../comparing/key-figures.ts';
import { useComparison } from '../comparing/use-comparison.ts';
import { ResultActions } from '../export/result-actions.tsx';
import { AnalysisGate } from '../frame/analysis-gate.tsx';
import { AnalysisLayout } from '../frame/analysis-layout.tsx';
import { audienceWords } from '../frame/audience-words.ts';
import { daysOf } from '../frame/range.ts';
import { Definition } from '../frame/result-card.tsx';
import { sentences } from '../frame/sentences.ts';
import { smallSampleWarning } from '../frame/shares.ts';
import { useAnswer } from '../frame/use-answer.ts';
import { type Settings, useSettings } from '../frame/use-settings.ts';
import { useWorld } from '../frame/world.ts';
import { AudienceSection } from '../pickers/audience-section.tsx';
import { EntityField } from '../pickers/entity-field.tsx';
import { EventPicker } from '../pickers/event-picker.tsx';
import { eventName, namesOf } from '../pickers/event-words.ts';
import { BuilderSection, RangeField, SettingRow } from '../pickers/settings-fields.tsx';
import { JourneyResult } from './journey-result.tsx';
import { givenJourney, type JourneySettings, journeyBody, journeySettings } from './journey-settings.ts';

export default function JourneyPage() {
  return (
    <AnalysisGate kind="journey">
      <Journey />
    </AnalysisGate>
  );
}

function Journey() {
  const { t } = useTranslation('voice');
  const world = useWorld();
  const settings = useSettings(journeySettings, givenJourney);
  const { value } = settings;
  const days = daysOf(value.range, world.data);
  const body = journeyBody(value, days);
  const answer = useAnswer('journey', body, journeyOutput);
  const compared = useComparison({ kind: 'journey', body, compare: value.compare, days, schema: journeyOutput });
  const segment = world.segments.find(({ id }) => id === value.segmentId)?.name ?? null;
  const dates = formatRange(days.from, days.to, world.language);
  return (
    <AnalysisLayout
      kind="journey"
      settings={settings}
      builder={<JourneyBuilder settings={settings} />}
      actions={
        <ResultActions
          kind="journey"
          settings={value}
          body={body}
          csv={
            answer.data
              ? () => [
                  [
                    t('journey.touchpoints'),
                    t('journey.met'),
                    t('journey.share'),
                    t('journey.position'),
                    `${t('journey.since')} (s)`,
                    t('journey.ended'),
                  ],
                  ...(answer.data?.touchpoints ?? []).map((one) => [
                    one.label,
                    one.persons,
                    one.share,
                    one.averagePosition,
                    one.medianSecondsFromStart,
                    one.ended,
                  ]),
                ]
              : null
          }
        />
      }
    >
      <Comparison now={answer.data} compared={compared} figuresOf={journeyFigures} />
      <JourneyResult
        answer={answer}
        compared={compared}
        body={body}
        nameOf={(event, label) => (event === null ? label : eventName(event, world))}
      />
      <Definition
        text={sentences(world.language, t('journey.define', { dates }), audienceWords(value, segment, world))}
        warnings={[smallSampleWarning(answer.data?.persons ?? 0, world)]}
      />
    </AnalysisLayout>
  );
}

function JourneyBuilder({ settings }: { settings: Settings<JourneySettings> }) {
  const { t } = useTranslation('voice');
  const { t: words } = useWorld();
  const { value, change } = settings;
  const isAutomatic = namesOf(value.touchpoints).length < 2;
  return (
    <>
      <BuilderSection title={t('journey.touchpoints')}>
        <SettingRow label={isAutomatic ? t('journey.automatic') : t('journey.touchpoints')}>
          <EventPicker
            entity={value.touchpoints}
            onChange={(touchpoints) => change({ touchpoints })}
            label={t('journey.touchpoints')}
          />
        </SettingRow>
        {isAutomatic ? (
          <>
            <SettingRow label={t('journey.limit')}>
              <b style={{ fontWeight: 500 }}>{value.limit}</b>
            </SettingRow>
            <Slider
              style={{ margin: '2px 6px 8px' }}
              min={2}
              max={20}
              value={value.limit}
              onChange={(limit) => change({ limit }, 'limit')}
              ariaLabelForHandle={t('journey.limit')}
              tooltip={{ open: false }}
            />
          </>
        ) : null}
        <EntityField label={t('journey.start')} entity={value.start} onChange={(start) => change({ start })} />
      </BuilderSection>
      <BuilderSection title={words('dates')}>
        <RangeField range={value.range} onChange={(range) => change({ range })} />
        <CompareRow value={value.compare} onChange={(compare) => change({ compare })} />
      </BuilderSection>
      <AudienceSection value={value} onChange={change} />
    </>
  );
}
