import { Button, Checkbox, Input, InputNumber, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import type { AxisField, PivotSort } from '../../../contract/pivot.ts';
import { offeredSteps, type TimeStep } from '../../../contract/pivot.ts';
import { useTranslation } from '../../i18n/index.ts';
import { ArrangeDialog } from './arrange/arrange-dialog.tsx';
import { groupLines, groupsOfLines } from './arrange/typed-groups.ts';
import { useBuilder } from './builder-context.ts';
import styles from './shelves.module.css';

/** A setting with its name above it. */
export function Setting({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className={styles.setting}>
      <span>{label}</span>
      {children}
    </label>
  );
}

/** Steps of the fiscal year stay where they were chosen, though they are offered no more. */
function stepsFor({ granularity }: AxisField, { fiscalYearStartMonth }: { fiscalYearStartMonth: number }): TimeStep[] {
  const offered = offeredSteps(fiscalYearStartMonth);
  return granularity === null || offered.includes(granularity) ? [...offered] : [granularity, ...offered];
}

/** What can be said about a field on an axis. */
export function FieldSettings({ shelf, index }: { shelf: 'rows' | 'columns' | 'color'; index: number }) {
  const { t } = useTranslation('explore');
  const { definition, members, change, fieldTitle, workspace } = useBuilder();
  // The lines typed are read anew after values were arranged by dragging.
  const [arranged, setArranged] = useState(0);
  const field = shelf === 'color' ? definition.color : definition.pivot[shelf][index];
  if (!field) return null;
  const member = members.get(field.member);
  const set = (part: Partial<AxisField>) =>
    change((now) => {
      if (shelf === 'color') return now.color ? { ...now, color: { ...now.color, ...part } } : now;
      const list = now.pivot[shelf].map((one) => (one.id === field.id ? { ...one, ...part } : one));
      return { ...now, pivot: { ...now.pivot, [shelf]: list } };
    });
  const isInner = shelf === 'color' || index === definition.pivot[shelf].length - 1;
  return (
    <>
      <Setting label={t('rename')}>
        <Input
          size="small"
          defaultValue={fieldTitle(field.id, field.member)}
          onBlur={(event) => {
            const { value } = event.target;
            change((now) => ({ ...now, titles: { ...now.titles, [field.id]: value } }));
          }}
        />
      </Setting>
      {member?.type === 'time' ? (
        <Setting label={t('step')}>
          <Select
            size="small"
            value={field.granularity}
            options={stepsFor(field, workspace).map((step) => ({ value: step, label: t(`steps.${step}`) }))}
            onChange={(granularity) => set({ granularity })}
          />
        </Setting>
      ) : null}
      <SortSetting field={field} set={set} />
      <TopSetting field={field} set={set} />
      {isInner ? null : (
        <Setting label={t('subtotal')}>
          <Select
            size="small"
            value={field.subtotal}
            options={(['before', 'after', 'none'] as const).map((value) => ({ value, label: t(`subtotals.${value}`) }))}
            onChange={(subtotal) => set({ subtotal })}
          />
        </Setting>
      )}
      {member?.type === 'number' ? (
        <Setting label={t('bins')}>
          <InputNumber
            size="small"
            min={0}
            value={field.bins?.size ?? null}
            onChange={(size) => set({ bins: size && size > 0 ? { size } : null })}
          />
        </Setting>
      ) : null}
      {member?.type === 'string' ? (
        <>
          <GroupsSetting key={arranged} field={field} set={set} />
          <Arrange
            field={field}
            what="groups"
            set={(part) => {
              set(part);
              setArranged(arranged + 1);
            }}
          />
        </>
      ) : null}
    </>
  );
}

interface PartProps {
  field: AxisField;
  set: (part: Partial<AxisField>) => void;
}

function SortSetting({ field, set }: PartProps) {
  const { t } = useTranslation('explore');
  const { definition, valueTitle } = useBuilder();
  const { sort } = field;
  const options = [
    { value: 'label/asc', label: t('sortLabelAsc') },
    { value: 'label/desc', label: t('sortLabelDesc') },
    ...definition.pivot.values.flatMap((value) => [
      { value: `${value.id}/desc`, label: t('sortValueDesc', { value: valueTitle(value) }) },
      { value: `${value.id}/asc`, label: t('sortValueAsc', { value: valueTitle(value) }) },
    ]),
    { value: 'list', label: t('sortList') },
  ];
  const current = sort.by === 'list' ? 'list' : `${sort.by === 'label' ? 'label' : sort.valueId}/${sort.direction}`;
  const choose = (choice: string) => {
    if (choice === 'list') return set({ sort: { by: 'list', direction: 'asc', values: [] } });
    const [by = '', direction = 'asc'] = choice.split('/');
    const way = direction === 'desc' ? 'desc' : 'asc';
    const next: PivotSort =
      by === 'label' ? { by: 'label', direction: way } : { by: 'value', direction: way, valueId: by, path: [] };
    set({ sort: next });
  };
  return (
    <>
      <Setting label={t('sort')}>
        <Select size="small" value={current} options={options} onChange={choose} />
      </Setting>
      {sort.by === 'list' ? (
        <Setting label={t('sortListHint')}>
          <Input.TextArea
            key={JSON.stringify(sort.values)}
            size="small"
            autoSize={{ minRows: 2, maxRows: 8 }}
            defaultValue={sort.values.filter((value) => value !== null).join('\n')}
            onBlur={(event) => {
              const values = linesOf(event.target.value);
              // The empty value has no line of its own.
              const empty = sort.values.filter((value) => value === null);
              set({ sort: { ...sort, values: [...values, ...empty] } });
            }}
          />
        </Setting>
      ) : null}
      {sort.by === 'list' ? <Arrange field={field} what="order" set={set} /> : null}
    </>
  );
}

/** Opens what arranges the values of a field by dragging. */
function Arrange({ field, what, set }: PartProps & { what: 'order' | 'groups' }) {
  const { t } = useTranslation('explore');
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button size="small" onClick={() => setIsOpen(true)} data-testid={`arrange-${what}`}>
        {t('arrange.open')}
      </Button>
      {isOpen ? <ArrangeDialog field={field} what={what} set={set} close={() => setIsOpen(false)} /> : null}
    </>
  );
}

const linesOf = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

function TopSetting({ field, set }: PartProps) {
  const { t } = useTranslation('explore');
  const { definition, valueTitle } = useBuilder();
  const { values } = definition.pivot;
  const first = values[0];
  if (!first) return null;
  const { top } = field;
  return (
    <div className={styles.row}>
      <Checkbox
        checked={top !== null}
        onChange={(event) =>
          set({
            top: event.target.checked ? { count: 5, valueId: first.id, direction: 'desc', withOther: true } : null,
          })
        }
      >
        {t('top')}
      </Checkbox>
      {top ? (
        <>
          <div className={styles.inline}>
            <Select
              size="small"
              aria-label={t('topBy')}
              value={top.valueId}
              options={values.map((value) => ({ value: value.id, label: valueTitle(value) }))}
              onChange={(valueId) => set({ top: { ...top, valueId } })}
            />
            <InputNumber
              size="small"
              aria-label={t('topCount')}
              min={1}
              max={500}
              value={top.count}
              onChange={(count) => set({ top: { ...top, count: count ?? 5 } })}
            />
          </div>
          <Checkbox
            checked={top.withOther}
            onChange={(event) => set({ top: { ...top, withOther: event.target.checked } })}
          >
            {t('topOther')}
          </Checkbox>
        </>
      ) : null}
    </div>
  );
}

function GroupsSetting({ field, set }: PartProps) {
  const { t } = useTranslation('explore');
  const { groups } = field;
  const known = groups?.list ?? [];
  const written = groupLines(known);
  const [text, setText] = useState(written);
  const [other, setOther] = useState(groups?.other ?? '');
  const save = () => {
    // What was not typed is not read either: names may hold the signs that part them here.
    if (text === written && other === (groups?.other ?? '')) return;
    if (text === written && groups) return set({ groups: { ...groups, other: other.trim() || null } });
    const list = groupsOfLines(text, known);
    set({ groups: list.length > 0 ? { list, other: other.trim() === '' ? null : other.trim() } : null });
  };
  return (
    <>
      <Setting label={`${t('groups')} · ${t('groupsHint')}`}>
        <Input.TextArea
          size="small"
          autoSize={{ minRows: 1, maxRows: 6 }}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onBlur={save}
        />
      </Setting>
      {text.trim() === '' ? null : (
        <Setting label={t('groupsOther')}>
          <Input size="small" value={other} onChange={(event) => setOther(event.target.value)} onBlur={save} />
        </Setting>
      )}
    </>
  );
}
