import { Select } from 'antd';
import {
  type AggregateFunction,
  aggregateFunctions,
  type MeasureBody,
  type ModelFault,
} from '../../../contract/model.ts';
import { useTranslation } from '../../i18n/index.ts';
import type { Members } from '../../queries/index.ts';
import { Conditions } from './conditions.tsx';
import { membersFor } from './draft.ts';
import { Field } from './field.tsx';
import { FormulaField } from './formula-field.tsx';
import { MemberSelect } from './member-select.tsx';

interface MeasureFieldsProps {
  body: MeasureBody;
  view: string;
  members: Members;
  faults: readonly ModelFault[];
  onChange: (body: MeasureBody) => void;
}

/** What each kind of metric asks for. */
export function MeasureFields({ body, view, members, faults, onChange }: MeasureFieldsProps) {
  const { t } = useTranslation('model');
  const measures = membersFor(members, view, 'measure', ['number']);
  const dimensions = membersFor(members, view, 'dimension', ['string', 'number', 'boolean', 'time']);
  const numbers = dimensions.filter(({ type }) => type === 'number');
  const times = dimensions.filter(({ type }) => type === 'time');
  switch (body.kind) {
    case 'filtered':
    case 'share':
      return (
        <>
          <Field label={t('metric')}>
            <MemberSelect
              label={t('metric')}
              options={measures}
              value={body.measure}
              onChange={(measure) => onChange({ ...body, measure })}
              testId="model-measure"
            />
          </Field>
          <Field label={t('conditions')}>
            <Conditions
              isNeeded
              conditions={body.conditions}
              dimensions={dimensions}
              onChange={(conditions) => onChange({ ...body, conditions })}
            />
          </Field>
        </>
      );
    case 'aggregate':
      return (
        <>
          <Field label={t('how')}>
            <Select<AggregateFunction>
              aria-label={t('how')}
              value={body.function}
              options={aggregateFunctions.map((one) => ({ value: one, label: t(`functions.${one}`) }))}
              onChange={(next) => onChange({ ...body, function: next, member: next === 'count' ? null : body.member })}
              data-testid="model-function"
            />
          </Field>
          {body.function === 'count' ? null : (
            <Field label={t('field')}>
              <MemberSelect
                label={t('field')}
                options={body.function === 'distinct' ? dimensions : numbers}
                value={body.member ?? ''}
                onChange={(member) => onChange({ ...body, member })}
                testId="model-field"
              />
            </Field>
          )}
          <Field label={t('conditions')}>
            <Conditions
              conditions={body.conditions}
              dimensions={dimensions}
              onChange={(conditions) => onChange({ ...body, conditions })}
            />
          </Field>
        </>
      );
    case 'ratio':
      return (
        <>
          <Field label={t('over')}>
            <MemberSelect
              label={t('over')}
              options={measures}
              value={body.over}
              onChange={(over) => onChange({ ...body, over })}
              testId="model-over"
            />
          </Field>
          <Field label={t('under')}>
            <MemberSelect
              label={t('under')}
              options={measures}
              value={body.under}
              onChange={(under) => onChange({ ...body, under })}
              testId="model-under"
            />
          </Field>
        </>
      );
    case 'last':
      return (
        <>
          <Field label={t('field')}>
            <MemberSelect
              label={t('field')}
              options={numbers}
              value={body.member}
              onChange={(member) => onChange({ ...body, member })}
            />
          </Field>
          <Field label={t('byTime')}>
            <MemberSelect
              label={t('byTime')}
              options={times}
              value={body.by}
              onChange={(by) => onChange({ ...body, by })}
            />
          </Field>
          <Field label={t('conditions')}>
            <Conditions
              conditions={body.conditions}
              dimensions={dimensions}
              onChange={(conditions) => onChange({ ...body, conditions })}
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
            members={measures}
            faults={faults}
          />
        </Field>
      );
  }
}
