import { Link } from '@tanstack/react-router';
import type { Profile } from '../../../contract/profiles.ts';
import { formatDay, localDateOf } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import styles from './customers.module.css';

/** Who a customer is: kind, place, identifiers, segments and what else the sources say. */
export function CustomerAbout({ customer, timezone }: { customer: Profile; timezone: string }) {
  const { t } = useTranslation('customers');
  const language = useLanguage();
  const place = [customer.city, customer.region, customer.country].filter(Boolean).join(', ');
  const traits = Object.entries(customer.traits).filter(([, value]) => value !== null && value !== '');
  const typeName = (type: string) => {
    const names: Record<string, string> = t('identifierTypes', { returnObjects: true });
    return names[type] ?? type;
  };
  return (
    <aside className={styles.about} data-testid="customer-about">
      <p className={styles.who}>
        {[t(`kinds.${customer.kind}`), place, `#${customer.id}`].filter(Boolean).join(' · ')}
        {customer.firstSeen ? (
          <small>
            {t('firstSeen')} {formatDay(localDateOf(customer.firstSeen, timezone), language)}
          </small>
        ) : null}
      </p>
      <h2>{t('identifiers')}</h2>
      {customer.identifiers.length === 0 ? <p className={styles.quiet}>{t('noIdentifiers')}</p> : null}
      <dl className={styles.pairs}>
        {customer.identifiers.map(({ type, value, source }) => (
          <div key={`${type} ${source} ${value}`}>
            <dt>{typeName(type)}</dt>
            <dd>
              {value}
              <small>{t('identifierFrom', { source })}</small>
            </dd>
          </div>
        ))}
      </dl>
      <h2>{t('segments')}</h2>
      {customer.segments.length === 0 ? <p className={styles.quiet}>{t('noSegments')}</p> : null}
      <ul className={styles.segments}>
        {customer.segments.map(({ id, name }) => (
          <li key={id}>
            <Link to="/segments/$id" params={{ id }}>
              {name}
            </Link>
          </li>
        ))}
      </ul>
      {traits.length > 0 ? (
        <>
          <h2>{t('traits')}</h2>
          <dl className={styles.pairs}>
            {traits.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{typeof value === 'object' ? JSON.stringify(value) : String(value)}</dd>
              </div>
            ))}
          </dl>
        </>
      ) : null}
    </aside>
  );
}
