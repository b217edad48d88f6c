import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { Profile } from '../../../contract/profiles.ts';
import { PageError } from '../../errors/index.ts';
import { currencyDigits, formatCount, formatDay, formatExact, formatShort, localDateOf } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { useMembers, useStatus } from '../../queries/index.ts';
import { LinkButton, Page } from '../../ui/index.ts';
import { encodeDefinition } from '../explore/index.ts';
import { CustomerAbout } from './customer-about.tsx';
import styles from './customers.module.css';
import { ordersReport } from './orders-report.ts';
import { customerQuery, isGone } from './requests.ts';
import { Story } from './story.tsx';

/** One customer: who it is, what it is worth, and what happened, newest first. */
export default function CustomerPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { t } = useTranslation('customers');
  const answer = useQuery(customerQuery(id));
  const status = useStatus();
  const workspace = status.data?.workspace;
  if (answer.isError && (!answer.data || isGone(answer.error))) {
    return <PageError error={answer.error} onRetry={() => void answer.refetch()} />;
  }
  const customer = answer.data;
  if (!customer || !workspace) {
    return (
      <Page title={`#${id}`} crumb={t('crumb')}>
        <div className={styles.figures} aria-busy="true">
          {Array.from({ length: 6 }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
            <span key={index} />
          ))}
        </div>
      </Page>
    );
  }
  const name = customer.displayName ?? t('unnamed', { id });
  return (
    <Page title={name} crumb={<Link to="/customers">{t('crumb')}</Link>} actions={<ExploreLink customer={customer} />}>
      <Figures customer={customer} timezone={workspace.timezone} />
      <div className={styles.columns}>
        <Story key={id} id={id} first={answer.isStale ? undefined : customer.timeline} timezone={workspace.timezone} />
        <CustomerAbout customer={customer} timezone={workspace.timezone} />
      </div>
    </Page>
  );
}

function Figures({ customer: { summary }, timezone }: { customer: Profile; timezone: string }) {
  const { t } = useTranslation('customers');
  const language = useLanguage();
  const { currency } = summary;
  const money = (minor: number, write: typeof formatShort) =>
    write(minor / 10 ** currencyDigits(currency), { unit: 'money', language, currency });
  const day = (instant: string | null) =>
    instant === null ? t('never') : formatDay(localDateOf(instant, timezone), language);
  const average = summary.averageOrderMinor;
  const figures: { name: string; value: string; exact?: string }[] = [
    {
      name: t('revenue'),
      value: money(summary.revenueMinor, formatShort),
      exact: money(summary.revenueMinor, formatExact),
    },
    { name: t('orders'), value: formatCount(summary.orders) },
    { name: t('average'), value: average === null ? t('never') : money(average, formatShort) },
    { name: t('firstOrder'), value: day(summary.firstOrderAt) },
    { name: t('lastOrder'), value: day(summary.lastOrderAt) },
    { name: t('events'), value: formatCount(summary.events) },
    { name: t('tickets'), value: formatCount(summary.tickets) },
    { name: t('surveyResponses'), value: formatCount(summary.surveyResponses) },
    { name: t('lastNps'), value: summary.lastNps === null ? t('never') : String(summary.lastNps) },
    { name: t('opportunities'), value: formatCount(summary.opportunities) },
  ];
  return (
    <dl className={styles.figures} data-testid="customer-figures">
      {figures.map(({ name, value, exact }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd title={exact}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The customer's revenue by month as a report that can be taken further. */
function ExploreLink({ customer: { id } }: { customer: Profile }) {
  const { t } = useTranslation('customers');
  const members = useMembers();
  return (
    <LinkButton to="/explore" search={{ d: encodeDefinition(ordersReport(id, members.data)) }}>
      {t('explore')}
    </LinkButton>
  );
}
