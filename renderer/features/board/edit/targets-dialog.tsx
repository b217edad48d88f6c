import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, InputNumber, Modal, Select } from 'antd';
import { useState } from 'react';
import type { PlanTarget } from '../../../../contract/boards.ts';
import { useErrorSentence } from '../../../errors/index.ts';
import { formatMonthShort } from '../../../format/index.ts';
import { useLanguage, useTranslation } from '../../../i18n/index.ts';
import { useCube, valuesQuery, viewOf } from '../../../queries/index.ts';
import { useBoardState } from '../board-context.ts';
import { saveTargets } from '../requests.ts';
import styles from './edit.module.css';
import { MemberSelect } from './member-select.tsx';
import { suggestionOf } from './tile-kinds.ts';

/** Targets of a measure by month, for everything or for one value of a dimension. */
export function TargetsDialog({ close }: { close: () => void }) {
  const { t } = useTranslation('boards');
  const language = useLanguage();
  const sentence = useErrorSentence();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const { scope, members } = useBoardState();
  const [measure, setMeasure] = useState(() => suggestionOf(members).measure);
  const [member, setMember] = useState('');
  const [value, setValue] = useState('');
  const [year, setYear] = useState(Number(scope.range.to.slice(0, 4)));
  const [typed, setTyped] = useState(scope.targets);
  const [changed, setChanged] = useState<readonly string[]>([]);
  const values = useCube(
    member === '' ? null : valuesQuery(member, { timezone: scope.timezone, filters: [] }, members),
  );
  const choose = (name: string) => {
    setMeasure(name);
    setMember('');
    setValue('');
  };
  const save = useMutation({
    // One measure after the other: what was saved before one was refused is simply saved again.
    mutationFn: async () => {
      for (const name of changed) {
        const own = typed.filter((one) => one.measure === name);
        await saveTargets(
          name,
          own.map(({ measure: _, ...target }) => target),
        );
      }
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['targets'] });
      void message.success(t('targetsSaved'));
      close();
    },
  });
  const isHere = (one: PlanTarget, month: string) =>
    one.measure === measure && one.month === month && one.member === member && one.value === value;
  const set = (month: string, amount: number | null) => {
    setChanged((former) => [...new Set([...former, measure])]);
    setTyped((former) => [
      ...former.filter((one) => !isHere(one, month)),
      ...(amount === null ? [] : [{ measure, month, member, value, amount }]),
    ]);
  };
  const months = Array.from({ length: 12 }, (_, index) => `${year}-${String(index + 1).padStart(2, '0')}`);
  return (
    <Modal
      open
      title={t('targets')}
      width={640}
      okText={t('save')}
      onOk={() => save.mutate()}
      confirmLoading={save.isPending}
      onCancel={close}
      destroyOnHidden
      centered
    >
      <div className={styles.pair}>
        <div className={styles.field}>
          <span>{t('measure')}</span>
          <MemberSelect label={t('measure')} kind="measure" value={measure} onChange={([name = '']) => choose(name)} />
        </div>
        <div className={styles.field}>
          <span>{t('year')}</span>
          <InputNumber
            aria-label={t('year')}
            min={1990}
            max={2100}
            value={year}
            style={{ width: '100%' }}
            onChange={(next) => setYear(next ?? year)}
          />
        </div>
        <div className={styles.field}>
          <span>{t('forDimension')}</span>
          <MemberSelect
            label={t('forDimension')}
            kind="dimension"
            isOptional
            value={member === '' ? null : member}
            view={viewOf(measure)}
            onChange={([name = '']) => {
              setMember(name);
              setValue('');
            }}
          />
        </div>
        <div className={styles.field}>
          <span>{t('forValue')}</span>
          <Select
            aria-label={t('forValue')}
            showSearch
            disabled={member === ''}
            value={value === '' ? null : value}
            placeholder={t('everything')}
            options={(values.data?.rows ?? [])
              .map((row) => String(row[member] ?? ''))
              .filter((one) => one !== '')
              .map((one) => ({ value: one, label: one }))}
            onChange={(next: string | null) => setValue(next ?? '')}
          />
        </div>
      </div>
      <div className={styles.pair} style={{ gridTemplateColumns: 'repeat(4, 1fr)' }}>
        {months.map((month) => (
          <div key={month} className={styles.field}>
            <span>{formatMonthShort(`${month}-01`, language)}</span>
            <InputNumber<number | string>
              aria-label={`${month}`}
              value={typed.find((one) => isHere(one, month))?.amount ?? null}
              style={{ width: '100%' }}
              formatter={grouped}
              parser={ungrouped}
              disabled={member !== '' && value === ''}
              onChange={(amount) => set(month, amount === null ? null : Number(amount))}
            />
          </div>
        ))}
      </div>
      {save.isError ? <p role="alert">{sentence(save.error)}</p> : null}
    </Modal>
  );
}

/** With commas between thousands, as it is typed. */
const grouped = (amount: number | string | undefined) => {
  const [whole = '', ...decimals] = String(amount ?? '').split('.');
  return [whole.replaceAll(/\B(?=(\d{3})+(?!\d))/g, ','), ...decimals].join('.');
};
const ungrouped = (text: string | undefined) => (text ?? '').replaceAll(/[,，\s]/g, '');
