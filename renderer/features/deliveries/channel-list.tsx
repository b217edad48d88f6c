import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Checkbox, Drawer, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import type { ChannelInput, ChannelKind } from '../../../contract/deliveries.ts';
import { useErrorSentence } from '../../errors/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import { useSession } from '../../queries/index.ts';
import styles from './deliveries.module.css';
import { Field } from './field.tsx';
import { ChannelsPicture } from './pictures.tsx';
import { Records } from './records.tsx';
import { channelsQuery, useChange } from './requests.ts';
import { RowMenu } from './row-menu.tsx';

const kinds: ChannelKind[] = ['email', 'wecom', 'dingtalk', 'feishu', 'webhook', 'folder'];

/** The ways reports and alerts are sent. */
export function ChannelList() {
  const { t } = useTranslation('deliveries');
  const sentence = useErrorSentence();
  const channels = useQuery(channelsQuery);
  const change = useChange();
  const [isOpen, setIsOpen] = useState(false);
  const role = useSession().data?.role;
  const mayAdd = role === 'admin' || role === 'owner';
  const add = (
    <Button type="primary" onClick={() => setIsOpen(true)} data-testid="add-channel">
      {t('addChannel')}
    </Button>
  );
  return (
    <>
      {mayAdd && channels.data?.length !== 0 ? <div className={styles.bar}>{add}</div> : null}
      {change.isError ? <Alert type="error" title={sentence(change.error)} closable /> : null}
      <Records
        label={t('channels')}
        rows={channels.data}
        keyOf={(row) => row.id}
        empty={{
          picture: <ChannelsPicture />,
          title: t('noChannels'),
          hint: t('noChannelsHint'),
          action: mayAdd ? add : null,
        }}
        columns={[
          { title: t('name'), cell: (row) => <span className={styles.name}>{row.name}</span> },
          { title: t('kind'), cell: (row) => t(`channelKind.${row.kind}`) },
          {
            title: t('goesTo'),
            cell: (row) => String(row.settings.host ?? row.settings.path ?? row.settings.target ?? ''),
          },
          {
            title: '',
            isFigure: true,
            cell: (row) =>
              mayAdd ? (
                <RowMenu
                  of={row.name}
                  actions={[
                    {
                      key: 'delete',
                      label: t('delete'),
                      ask: t('deleteAsk', { name: row.name }),
                      run: () => change.mutate({ path: `channels/${row.id}`, method: 'DELETE' }),
                    },
                  ]}
                />
              ) : null,
          },
        ]}
      />
      {isOpen ? <ChannelForm close={() => setIsOpen(false)} /> : null}
    </>
  );
}

function ChannelForm({ close }: { close: () => void }) {
  const { t } = useTranslation('deliveries');
  const sentence = useErrorSentence();
  const change = useChange();
  const [kind, setKind] = useState<ChannelKind>('email');
  const [text, setText] = useState<Record<string, string>>({});
  const [port, setPort] = useState(465);
  const [security, setSecurity] = useState<'tls' | 'starttls' | 'none'>('tls');
  const [trusts, setTrusts] = useState(false);
  const field = (name: string, isSecret = false) => {
    const Control = isSecret ? Input.Password : Input;
    return (
      <Control
        value={text[name] ?? ''}
        autoComplete="off"
        aria-label={t(`channelField.${name}` as 'channelField.name')}
        onChange={(event) => setText((known) => ({ ...known, [name]: event.target.value }))}
      />
    );
  };
  const word = (name: string) => t(`channelField.${name}` as 'channelField.name');
  const save = () => {
    const name = text.name ?? '';
    const optional = (key: string) => (text[key] ? { [key]: text[key] } : {});
    const body: ChannelInput =
      kind === 'email'
        ? {
            ...{ kind, name, port, security, trustsAnyCertificate: trusts, limitMegabytes: 20 },
            ...{ host: text.host ?? '', user: text.user ?? '', from: text.from ?? '', ...optional('password') },
          }
        : kind === 'folder'
          ? { kind, name, path: text.path ?? '' }
          : { kind, name, ...optional('url'), ...optional('secret') };
    change.mutate({ path: 'channels', method: 'POST', body }, { onSuccess: close });
  };
  return (
    <Drawer open title={t('addChannel')} onClose={close} size={440}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        {change.isError ? <Alert type="error" title={sentence(change.error)} /> : null}
        <Field label={t('kind')}>
          <Select
            value={kind}
            onChange={setKind}
            aria-label={t('kind')}
            options={kinds.map((value) => ({ value, label: t(`channelKind.${value}`) }))}
          />
        </Field>
        <Field label={word('name')}>{field('name')}</Field>
        {kind === 'email' ? (
          <>
            <div className={styles.row}>
              <Field label={word('host')}>{field('host')}</Field>
              <Field label={t('port')}>
                <InputNumber
                  value={port}
                  min={1}
                  max={65_535}
                  onChange={(value) => setPort(value ?? 465)}
                  aria-label={t('port')}
                  style={{ width: '100%' }}
                />
              </Field>
            </div>
            <Field label={t('security')}>
              <Select
                value={security}
                onChange={setSecurity}
                aria-label={t('security')}
                options={[
                  { value: 'tls', label: 'TLS' },
                  { value: 'starttls', label: 'STARTTLS' },
                  { value: 'none', label: t('noSecurity') },
                ]}
              />
            </Field>
            <Field label={word('from')}>{field('from')}</Field>
            <Field label={word('user')}>{field('user')}</Field>
            <Field label={word('password')}>{field('password', true)}</Field>
            <Checkbox checked={trusts} onChange={(event) => setTrusts(event.target.checked)}>
              {t('trusts')}
            </Checkbox>
          </>
        ) : kind === 'folder' ? (
          <Field label={word('path')} hint={t('pathHint')}>
            {field('path')}
          </Field>
        ) : (
          <>
            <Field label={word('url')} hint={t('urlHint')}>
              {field('url')}
            </Field>
            {kind === 'wecom' ? null : <Field label={word('secret')}>{field('secret', true)}</Field>}
          </>
        )}
        <div className={styles.foot}>
          <Button onClick={close}>{t('cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={change.isPending}>
            {t('save')}
          </Button>
        </div>
      </form>
    </Drawer>
  );
}
