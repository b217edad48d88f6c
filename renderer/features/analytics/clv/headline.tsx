import { formatCount } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { Figures } from '../frame/figures.tsx';
import { share } from '../frame/shares.ts';
import { useOpenPeople } from '../people/people-provider.tsx';
import type { ClvAnswer } from './clv-page.tsx';
import { askedOf } from './clv-settings.ts';

interface HeadlineProps {
  result: ClvAnswer;
  isStale: boolean;
  body: object;
  horizonDays: number;
  money: (minor: number | null) => string;
}

/** The sums of all customers; those that count people open them. */
export function Headline({ result: { summary }, isStale, body, horizonDays, money }: HeadlineProps) {
  const { t } = useTranslation('value');
  const openPeople = useOpenPeople();
  const opens = (counted: 'customers' | 'repeatCustomers', title: string) =>
    summary[counted] > 0
      ? { onOpen: () => openPeople({ kind: 'clv', body: askedOf(body), cell: { counted }, title, name: title }) }
      : {};
  return (
    <Figures
      isStale={isStale}
      figures={[
        {
          name: t('clv.kpiCustomers'),
          value: formatCount(summary.customers),
          ...opens('customers', t('clv.kpiCustomers')),
        },
        {
          name: t('clv.kpiRepeat'),
          value: formatCount(summary.repeatCustomers),
          note: t('clv.kpiRepeatNote', {
            share: share(summary.repeatCustomers / summary.customers),
          }),
          ...opens('repeatCustomers', t('clv.kpiRepeat')),
        },
        {
          name: t('clv.kpiAlive'),
          value: formatCount(summary.aliveCustomers),
          note: t('clv.kpiAliveNote', { share: share(summary.aliveCustomers / summary.customers) }),
        },
        {
          name: t('clv.kpiExpected'),
          value: formatCount(summary.expectedPurchases),
          note: t('clv.kpiExpectedNote', { days: horizonDays }),
        },
        {
          name: t('clv.kpiValue'),
          value: money(summary.clvMinor),
          note: t('clv.kpiValueNote', {
            each: money(summary.clvMinor === null ? null : summary.clvMinor / summary.customers),
          }),
        },
        {
          name: t('clv.kpiPast'),
          value: money(summary.historicMinor),
          note: t('clv.kpiPastNote', { each: money(summary.historicMinor / summary.customers) }),
        },
      ]}
    />
  );
}
