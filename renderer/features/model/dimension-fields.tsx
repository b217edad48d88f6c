import { Button, Input, InputNumber, Select } from 'antd';
import {
  type DatePart,
  type DimensionBody,
  dateParts,
  type ModelFault,
  type TextPart,
  textParts,
} from '../../../contract/model.ts';
import { useTranslation } from '../../i18n/index.ts';
import type { Members } from '../../queries/index.ts';
import { Conditions, ValueSelect } from './conditions.tsx';
import styles from './dimension-fields.module.css';
import { emptyCondition, membersFor } from './draft.ts';
import { Field } from './field.tsx';
import { FormulaField } from './formula-field.tsx';
import { MemberSelect } from './member-select.tsx';

interface DimensionFieldsProps {
  body: DimensionBody;
  view: string;
  members: Members;
  faults: readonly ModelFault[];
  onChange: (body: DimensionBody) => void;
}

type OfKind<K extends DimensionBody['kind']> = Extract<DimensionBody, { kind: K }>;

const typesOf: Record<DimensionBody['kind'], ('string' | 'number' | 'time' | 'boolean')[]> = {
  bins: ['number'],
  groups: ['string', 'number'],
  text: ['string'],
  date: ['time'],
  cases: ['string', 'number', 'boolean', 'time'],
  formula: ['string', 'number', 'boolean'],
};

/** What each kind of dimension asks for. */
export function DimensionFields({ body, view, members, faults, onChange }: DimensionFieldsProps) {
  const { t } = useTranslation('model');
  const options = membersFor(members, view, 'dimension', typesOf[body.kind]);
  const field =
    'member' in body ? (
      <Field label={t('field')}>
        <MemberSelect
          label={t('field')}
          options={options}
          value={body.member}
          onChange={(member) => onChange({ ...body, member })}
          testId="model-field"
        />
      </Field>
    ) : null;
  switch (body.kind) {
    case 'bins':
      return (
        <>
          {field}
          <Field label={t('edges')} hint={t('edgesHint')}>
            <Select
              mode="tags"
              aria-label={t('edges')}
              value={body.edges.map(String)}
              tokenSeparators={[',', '，', ' ', ';']}
              onChange={(next: string[]) => {
                const edges = [...new Set(next.map(Number).filter((edge) => Number.isFinite(edge)))];
                onChange({ ...body, edges: edges.toSorted((a, b) => a - b) });
              }}
              open={false}
              suffixIcon={null}
              data-testid="model-edges"
            />
          </Field>
        </>
      );
    case 'groups':
      return (
        <>
          {field}
          <Groups body={body} onChange={onChange} />
        </>
      );
    case 'cases':
      return <Cases body={body} view={view} members={members} onChange={onChange} />;
    case 'text':
      return (
        <>
          {field}
          <Field label={t('part')}>
            <Select<TextPart>
              aria-label={t('part')}
              value={body.part}
              options={textParts.map((one) => ({ value: one, label: t(`textParts.${one}`) }))}
              onChange={(part) => onChange({ ...body, part })}
            />
          </Field>
          {body.part === 'first' || body.part === 'last' ? (
            <Field label={t('characters')}>
              <InputNumber
                aria-label={t('characters')}
                min={1}
                max={200}
                precision={0}
                value={body.count}
                onChange={(count) => onChange({ ...body, count: count ?? 1 })}
              />
            </Field>
          ) : null}
          {body.part === 'before' || body.part === 'after' ? (
            <Field label={t('mark')}>
              <Input
                aria-label={t('mark')}
                maxLength={20}
                value={body.mark}
                onChange={(event) => onChange({ ...body, mark: event.target.value })}
              />
            </Field>
          ) : null}
        </>
      );
    case 'date':
      return (
        <>
          {field}
          <Field label={t('part')}>
            <Select<DatePart>
              aria-label={t('part')}
              value={body.part}
              options={dateParts.map((one) => ({ value: one, label: t(`dateParts.${one}`) }))}
              onChange={(part) => onChange({ ...body, part })}
            />
          </Field>
        </>
      );
    case 'formula':
      return (
        <Field label={t('formula')}>
          <FormulaField
            text={body.text}
            onChange={(text) => onChange({ ...body, text })}
            members={options}
            faults={faults}
          />
        </Field>
      );
  }
}

function Groups({ body, onChange }: { body: OfKind<'groups'>; onChange: (body: DimensionBody) => void }) {
  const { t } = useTranslation('model');
  const set = (index: number, change: Partial<OfKind<'groups'>['groups'][number]>) =>
    onChange({ ...body, groups: body.groups.map((one, at) => (at === index ? { ...one, ...change } : one)) });
  return (
    <>
      {body.groups.map((group, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: groups have no identity but their place
        <fieldset key={index} className={styles.group} aria-label={`${t('group')} ${index + 1}`}>
          <Input
            aria-label={t('group')}
            placeholder={t('group')}
            maxLength={80}
            value={group.label}
            onChange={(event) => set(index, { label: event.target.value })}
            data-testid={`group-label-${index + 1}`}
          />
          <ValueSelect
            member={body.member}
            label={t('groupValues')}
            values={group.values}
            onChange={(values) => set(index, { values })}
            testId={`group-values-${index + 1}`}
          />
          <Remove
            label={`${t('remove')}: ${t('group')} ${index + 1}`}
            isShown={body.groups.length > 1}
            onRemove={() => onChange({ ...body, groups: body.groups.filter((_, at) => at !== index) })}
          />
        </fieldset>
      ))}
      <Button
        type="dashed"
        size="small"
        className={styles.add ?? ''}
        onClick={() => onChange({ ...body, groups: [...body.groups, { label: '', values: [] }] })}
      >
        {t('addGroup')}
      </Button>
      <Field label={t('other')} hint={t('otherHint')}>
        <Input
          aria-label={t('other')}
          maxLength={80}
          value={body.other ?? ''}
          onChange={(event) => onChange({ ...body, other: event.target.value || null })}
          data-testid="group-other"
        />
      </Field>
    </>
  );
}

interface CasesProps {
  body: OfKind<'cases'>;
  view: string;
  members: Members;
  onChange: (body: DimensionBody) => void;
}

function Cases({ body, view, members, onChange }: CasesProps) {
  const { t } = useTranslation('model');
  const dimensions = membersFor(members, view, 'dimension', typesOf.cases);
  const set = (index: number, change: Partial<OfKind<'cases'>['cases'][number]>) =>
    onChange({ ...body, cases: body.cases.map((one, at) => (at === index ? { ...one, ...change } : one)) });
  return (
    <>
      {body.cases.map((branch, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: cases have no identity but their place
        <fieldset key={index} className={styles.case} aria-label={`${t('caseName')} ${index + 1}`}>
          <div className={styles.caseHead}>
            <Input
              aria-label={t('caseName')}
              placeholder={t('caseName')}
              maxLength={80}
              value={branch.label}
              onChange={(event) => set(index, { label: event.target.value })}
            />
            <Remove
              label={`${t('remove')}: ${t('caseName')} ${index + 1}`}
              isShown={body.cases.length > 1}
              onRemove={() => onChange({ ...body, cases: body.cases.filter((_, at) => at !== index) })}
            />
          </div>
          <Conditions
            isNeeded
            conditions={branch.conditions}
            dimensions={dimensions}
            onChange={(conditions) => set(index, { conditions })}
          />
        </fieldset>
      ))}
      <Button
        type="dashed"
        size="small"
        className={styles.add ?? ''}
        onClick={() => onChange({ ...body, cases: [...body.cases, { label: '', conditions: [emptyCondition] }] })}
      >
        {t('addCase')}
      </Button>
      <Field label={t('otherwise')}>
        <Input
          aria-label={t('otherwise')}
          maxLength={80}
          value={body.otherwise ?? ''}
          onChange={(event) => onChange({ ...body, otherwise: event.target.value || null })}
        />
      </Field>
    </>
  );
}

function Remove({ label, isShown, onRemove }: { label: string; isShown: boolean; onRemove: () => void }) {
  if (!isShown) return <span />;
  return (
    <Button type="text" size="small" aria-label={label} onClick={onRemove}>
      ×
    </Button>
  );
}
