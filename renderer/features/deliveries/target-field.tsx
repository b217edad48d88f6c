import { Select } from 'antd';
import { analysisNames, analysisOfPath } from '../../../contract/analysis-kinds.ts';
import type { DeliverySchedule } from '../../../contract/deliveries.ts';
import type { ReportEntry } from '../../../contract/reports.ts';
import { useLocalized, useTranslation } from '../../i18n/index.ts';
import { presets, useBoards } from '../../queries/index.ts';
import { useReports } from '../explore/report-requests.ts';
import styles from './deliveries.module.css';
import { Field } from './field.tsx';

type Target = DeliverySchedule['target'];
type ViewTarget = Extract<Target, { board: string } | { report: string } | { briefing: string }>;

interface TargetFieldProps {
  target: Target;
  onChange: (target: Target) => void;
}

/** What is sent: a board, a report or an analysis, with the dates it is read for. */
export function TargetField({ target, onChange }: TargetFieldProps) {
  const { t } = useTranslation('deliveries');
  const { t: boardWords } = useTranslation('board');
  const localized = useLocalized();
  const boards = useBoards();
  const reports = useReports(true);
  const titleIn = useTitleIn();
  const known = keyOf(target);
  const entries = (kind: ReportEntry['kind']) =>
    (reports.data ?? [])
      .filter((one) => one.kind === kind)
      .map(({ id, title }) => ({ value: `report:${id}`, label: title }));
  const briefings = (boards.data ?? []).map(({ id, title }) => ({
    value: `briefing:${id}`,
    label: t('briefingOf', { title: localized(title) }),
  }));
  const groups = [
    {
      label: t('targets.board'),
      options: (boards.data ?? []).map(({ id, title }) => ({ value: `board:${id}`, label: localized(title) })),
    },
    { label: t('targets.briefing'), options: briefings },
    { label: t('targets.report'), options: entries('pivot') },
    { label: t('targets.analysis'), options: entries('analysis') },
    // Made by a program: kept as it is until another is chosen.
    ...(known === 'other'
      ? [{ label: t('targets.other'), options: [{ value: 'other', label: titleIn(target) }] }]
      : []),
  ].filter(({ options }) => options.length > 0);
  const choose = (value: string) => {
    const next = targetOf(value);
    if (next !== null) onChange(next);
  };
  const view = isOfView(target) ? target.view : null;
  const range = view === null ? null : rangeIn(target, view);
  return (
    <div className={styles.row}>
      <Field label={t('sent')}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          value={known}
          onChange={choose}
          aria-label={t('sent')}
          options={groups}
          data-testid="schedule-target"
        />
      </Field>
      <Field label={t('range')}>
        <Select
          value={range}
          disabled={view === null}
          onChange={(next) => isOfView(target) && onChange(withRange(target, next))}
          aria-label={t('range')}
          options={[
            ...('report' in target ? [{ value: 'own', label: t('ownDates') }] : []),
            ...(range === 'fixed' ? [{ value: 'fixed', label: `${view?.from} – ${view?.to}` }] : []),
            ...presets.map((value) => ({
              value: value as string,
              label: boardWords(`presets.${value}` as never, value),
            })),
          ]}
        />
      </Field>
    </div>
  );
}

/** The name of what a schedule sends; empty while names are on their way. */
export function useTargetTitle(): (target: Target) => string {
  const { t } = useTranslation('deliveries');
  const localized = useLocalized();
  const boards = useBoards();
  const reports = useReports(true);
  const titleIn = useTitleIn();
  return (target) => {
    if ('board' in target || 'briefing' in target) {
      const isBriefing = 'briefing' in target;
      const found = boards.data?.find(({ id }) => id === (isBriefing ? target.briefing : target.board));
      const title = found ? localized(found.title) : '';
      return isBriefing && title !== '' ? t('briefingOf', { title }) : title;
    }
    if ('report' in target) return reports.data?.find(({ id }) => id === target.report)?.title ?? '';
    return titleIn(target);
  };
}

/** @param value `board:<id>`, `briefing:<id>` or `report:<id>`, as in the address of the page */
export function targetOf(value: string): ViewTarget | null {
  const [, kind, id] = /^(board|briefing|report):(.+)$/.exec(value) ?? [];
  if (id === undefined) return null;
  const view = { range: 'latest-month' };
  if (kind === 'briefing') return { briefing: id, view };
  return kind === 'board' ? { board: id, view } : { report: id, view: {} };
}

const isOfView = (target: Target): target is ViewTarget =>
  'board' in target || 'report' in target || 'briefing' in target;

function keyOf(target: Target): string {
  if ('board' in target) return `board:${target.board}`;
  if ('briefing' in target) return `briefing:${target.briefing}`;
  return 'report' in target ? `report:${target.report}` : 'other';
}

/** Of what is no board and no report: its own title, else the name of its analysis. */
function useTitleIn(): (target: Target) => string {
  const localized = useLocalized();
  return (target) => {
    if ('title' in target && target.title) return target.title;
    const analysis = 'analytics' in target ? analysisOfPath(target.analytics) : null;
    return analysis === null ? '' : localized(analysisNames[analysis]);
  };
}

function rangeIn(target: Target, view: ViewTarget['view']): string {
  if (typeof view.range === 'string') return view.range;
  if (view.from !== undefined && view.to !== undefined) return 'fixed';
  return 'report' in target ? 'own' : 'latest-month';
}

function withRange<T extends ViewTarget>(target: T, range: string): T {
  if (range === 'fixed') return target;
  const { from: _, to: __, range: ___, ...rest } = target.view;
  return { ...target, view: range === 'own' ? rest : { ...rest, range } };
}
