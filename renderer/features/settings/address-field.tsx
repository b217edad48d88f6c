import { Button, Input } from 'antd';
import { useTranslation } from '../../i18n/index.ts';
import styles from './settings.module.css';
import { Field } from './settings-parts.tsx';
import type { SettingsPartProps } from './settings-view.tsx';

/** Where others reach this workspace: what is sent and printed leads there. */
export function AddressField({ draft, change, faultAt }: SettingsPartProps) {
  const { t } = useTranslation('settings');
  const here = sharedAddress();
  return (
    <Field label={t('address')} hint={t('addressHint')} fault={faultAt('publicAddress')}>
      {(ids) => (
        <>
          <Input
            {...ids}
            value={draft.publicAddress}
            placeholder="https://bi.example.com"
            inputMode="url"
            maxLength={300}
            onChange={(event) => change({ publicAddress: event.target.value })}
            data-testid="settings-address"
          />
          {draft.publicAddress === '' && here !== null ? (
            <Button type="link" className={styles.suggestion ?? ''} onClick={() => change({ publicAddress: here })}>
              {t('addressHere', { address: here })}
            </Button>
          ) : null}
        </>
      )}
    </Field>
  );
}

/** The address of this page, unless it is one of this machine alone. */
function sharedAddress(): string | null {
  const { hostname, origin } = window.location;
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname) ? null : origin;
}
