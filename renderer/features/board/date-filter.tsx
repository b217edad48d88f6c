import { DatePicker } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useMemo } from 'react';
import { formatDay, formatRange } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { offeredPresets, type Preset, presetOf, presetRange } from '../../queries/index.ts';
import { CalendarIcon } from '../../ui/index.ts';
import { useBoardState } from './board-context.ts';
import styles from './filter-row.module.css';

/** The board's dates: two days or a named range, counted back from the newest data. */
export function DateFilter() {
  const { t } = useTranslation('board');
  const language = useLanguage();
  const { scope, setRange, setPreset, setStep } = useBoardState();
  const offered = offeredPresets(scope.calendar);
  const preset = scope.preset ?? presetOf(scope.range, scope.data, scope.calendar);
  const chosenBy = useMemo(() => new WeakMap<Dayjs, Preset>(), []);
  const choose = (dates: null | (Dayjs | null)[]) => {
    const [first, last] = dates ?? [];
    if (!first || !last) return;
    const range = { from: first.format('YYYY-MM-DD'), to: last.format('YYYY-MM-DD') };
    // antd tells the dates of a preset, not its name. A range that a preset gives stays relative.
    const named = chosenBy.get(first) ?? presetOf(range, scope.data, scope.calendar);
    if (named) setPreset(named);
    else setRange(range);
  };
  return (
    <div className={styles.pill} data-testid="filter-date" data-active={Boolean(scope.window)}>
      <CalendarIcon size={16} />
      <DatePicker.RangePicker
        className={`${styles.picker} ${language === 'zh-CN' ? styles.pickerWide : ''}`}
        variant="borderless"
        size="small"
        id={{ start: 'board-from', end: 'board-to' }}
        aria-label={t('dateRange')}
        allowClear={false}
        suffixIcon={null}
        separator="–"
        format={language === 'zh-CN' ? ['YYYY年M月D日', 'YYYY-MM-DD'] : ['D MMM YYYY', 'YYYY-MM-DD']}
        value={[dayjs(scope.range.from), dayjs(scope.range.to)]}
        onChange={choose}
        presets={offered.map((name) => {
          const { from, to } = presetRange(name, scope.data, scope.calendar);
          const start = dayjs(from);
          chosenBy.set(start, name);
          return { label: t(`presets.${name}`), value: [start, dayjs(to)] };
        })}
        renderExtraFooter={() => t('dateHint', { date: formatDay(scope.data.to, language) })}
      />
      <span className={styles.preset} data-testid="filter-date-preset">
        {preset ? t(`presets.${preset}`) : t('dateCustom')}
      </span>
      {scope.window ? (
        <button
          type="button"
          className={styles.off}
          title={t('dateBack', { dates: formatRange(scope.window.from, scope.window.to, language) })}
          aria-label={t('dateBack', { dates: formatRange(scope.window.from, scope.window.to, language) })}
          onClick={() => setStep(null)}
        >
          ×
        </button>
      ) : null}
    </div>
  );
}
