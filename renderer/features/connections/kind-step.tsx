import { Input } from 'antd';
import { useState } from 'react';
import { type ConnectorKind, connectorGroups } from '../../../contract/connections.ts';
import { useLocalized, useTranslation } from '../../i18n/index.ts';
import parts from './connections.module.css';
import styles from './kind-step.module.css';
import { useKinds } from './requests.ts';

/** The gallery of sources, by group. */
export function KindStep({ onChoose }: { onChoose: (kind: ConnectorKind) => void }) {
  const { t } = useTranslation('connections');
  const localized = useLocalized();
  const [search, setSearch] = useState('');
  const kinds = useKinds().data ?? [];
  const wanted = search.trim().toLowerCase();
  const found = kinds.filter(({ kind, label, summary }) =>
    [kind, ...Object.values(label), ...Object.values(summary)].join(' ').toLowerCase().includes(wanted),
  );
  return (
    <div className={styles.groups}>
      <Input
        allowClear
        value={search}
        placeholder={t('wizard.search')}
        aria-label={t('wizard.search')}
        style={{ maxWidth: 320 }}
        onChange={(event) => setSearch(event.target.value)}
      />
      {connectorGroups.map((group) => {
        const members = found.filter((kind) => kind.group === group);
        if (members.length === 0) return null;
        return (
          <section key={group} aria-label={t(`wizard.groups.${group}`)}>
            <h2 className={parts.heading}>{t(`wizard.groups.${group}`)}</h2>
            <div className={styles.gallery}>
              {members.map((kind) => (
                <button
                  type="button"
                  key={kind.kind}
                  className={styles.card}
                  data-testid={`kind-${kind.kind}`}
                  onClick={() => onChoose(kind)}
                >
                  <strong>{localized(kind.label)}</strong>
                  <span>{localized(kind.summary)}</span>
                  {kind.proof === 'real' ? null : (
                    <small className={styles.badge}>{t(`wizard.proof.${kind.proof}`)}</small>
                  )}
                </button>
              ))}
            </div>
          </section>
        );
      })}
    </div>
  );
}
