import { Slider, Switch } from 'antd';
import { useTranslation } from '../../../i18n/index.ts';
import { CompareRow } from '../comparing/compare-row.tsx';
import type { Settings } from '../frame/use-settings.ts';
import { useWorld } from '../frame/world.ts';
import { namesOf } from '../pickers/event-words.ts';
import { FilterList } from '../pickers/filter-list.tsx';
import {
  BreakdownRow,
  BuilderSection,
  ChoiceRow,
  DurationField,
  RangeField,
  SegmentRow,
  SettingRow,
} from '../pickers/settings-fields.tsx';
import { ExclusionList } from './exclusion-list.tsx';
import styles from './funnel.module.css';
import type { FunnelSettings } from './funnel-settings.ts';
import { StepList } from './step-list.tsx';

/** Everything that can be said of a funnel. */
export function FunnelBuilder({ settings, counts }: { settings: Settings<FunnelSettings>; counts: readonly number[] }) {
  const { t } = useTranslation('funnel');
  const world = useWorld();
  const { value, change } = settings;
  const events = [...new Set(value.steps.flatMap(namesOf))];
  return (
    <>
      <BuilderSection title={`${t('steps')} · ${t('dragHint')}`}>
        <StepList settings={value} counts={counts} onChange={(steps, gesture) => change({ steps }, gesture)} />
      </BuilderSection>
      <BuilderSection title={world.t('dates')}>
        <RangeField range={value.range} onChange={(range) => change({ range })} />
      </BuilderSection>
      <BuilderSection title={t('rules')}>
        <ChoiceRow
          label={t('order')}
          value={value.order}
          onChange={(order) => change({ order })}
          options={(['ordered', 'strict', 'unordered'] as const).map((order) => ({
            value: order,
            label: t(`orders.${order}`),
          }))}
        />
        <WindowSetting settings={settings} />
        <SettingRow label={t('countAfterRange')} hint={t('countAfterRangeHint')}>
          <Switch
            size="small"
            aria-label={t('countAfterRange')}
            checked={value.countAfterRange}
            onChange={(countAfterRange) => change({ countAfterRange })}
          />
        </SettingRow>
      </BuilderSection>
      <BuilderSection title={t('splitCompare')}>
        <BreakdownRow value={value.breakdown} events={events} onChange={(breakdown) => change({ breakdown })} />
        {value.breakdown?.source === 'event' ? <AttributionRow settings={settings} /> : null}
        <CompareRow value={value.compare} onChange={(compare) => change({ compare })} />
      </BuilderSection>
      <BuilderSection title={world.t('people')}>
        <SegmentRow value={value.segmentId} onChange={(segmentId) => change({ segmentId })} />
        <FilterList
          source="person"
          events={[]}
          filters={value.filters}
          addLabel={world.t('filterOf.person')}
          onChange={(filters) => change({ filters })}
        />
      </BuilderSection>
      <BuilderSection title={t('exclusions')}>
        <ExclusionList
          exclusions={value.exclusions}
          steps={value.steps.length}
          onChange={(exclusions) => change({ exclusions })}
        />
      </BuilderSection>
    </>
  );
}

/** Longest the slider goes; more is typed. */
const sliderMost = { second: 600, minute: 240, hour: 96, day: 120, week: 52, month: 24 } as const;

function WindowSetting({ settings }: { settings: Settings<FunnelSettings> }) {
  const { t } = useTranslation('funnel');
  const { value, change } = settings;
  const { window } = value;
  return (
    <>
      <SettingRow label={t('window')}>
        {window ? (
          <DurationField value={window} label={t('window')} onChange={(next) => change({ window: next }, 'window')} />
        ) : (
          <span className={styles.quietText}>{t('windowAll')}</span>
        )}
        <Switch
          size="small"
          className={styles.windowSwitch ?? ''}
          aria-label={t('window')}
          checked={window !== null}
          onChange={(isOn) => change({ window: isOn ? { value: 14, unit: 'day' } : null })}
        />
      </SettingRow>
      {window ? (
        <Slider
          className={styles.slider ?? ''}
          min={1}
          max={Math.max(sliderMost[window.unit], window.value)}
          value={window.value}
          onChange={(next) => change({ window: { ...window, value: next } }, 'window')}
          ariaLabelForHandle={t('window')}
          tooltip={{ open: false }}
        />
      ) : null}
    </>
  );
}

function AttributionRow({ settings }: { settings: Settings<FunnelSettings> }) {
  const { t } = useTranslation('funnel');
  const { value, change } = settings;
  const steps = value.steps.map((_, i) => ({
    value: `step:${i}`,
    label: t('attributions.step', { number: i + 1 }),
  }));
  return (
    <ChoiceRow
      label={t('attribution')}
      value={value.attribution === 'step' ? `step:${value.attributionStep}` : value.attribution}
      onChange={(chosen) => {
        if (chosen.startsWith('step:')) change({ attribution: 'step', attributionStep: Number(chosen.slice(5)) });
        else change({ attribution: chosen as FunnelSettings['attribution'] });
      }}
      options={[
        ...(['first_touch', 'last_touch', 'all_events'] as const).map((name) => ({
          value: name as string,
          label: t(`attributions.${name}`),
        })),
        ...steps,
      ]}
    />
  );
}
