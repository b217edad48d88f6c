import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Radio, Select } from 'antd';
import { type SubmitEvent, useState } from 'react';
import { languages } from '../../../contract/language.ts';
import { type Workspace, type WorkspaceInput, workspaceOutput } from '../../../contract/workspace.ts';
import { useErrorSentence } from '../../errors/index.ts';
import { chooseLanguage, useTranslation } from '../../i18n/index.ts';
import { RequestError, request } from '../../transport/index.ts';
import { AddressField } from './address-field.tsx';
import { MoneySettings } from './money-settings.tsx';
import { RiseSample } from './rise-sample.tsx';
import styles from './settings.module.css';
import { changesOf, draftOf, faultsOf, placeOf, type SettingsDraft } from './settings-form.ts';
import { Field, Section } from './settings-parts.tsx';
import { TimeSettings } from './time-settings.tsx';

/** What a part of the form works on. `faultAt` gives the words of what is wrong at a place. */
export interface SettingsPartProps {
  draft: SettingsDraft;
  workspace: Workspace;
  change: (changes: Partial<SettingsDraft>) => void;
  faultAt: (place: string) => string | undefined;
}

const languageNames = { 'zh-CN': '简体中文', en: 'English' } as const;

/** All settings in one form, saved together; faults stand where they are. */
export function SettingsForm({ workspace }: { workspace: Workspace }) {
  const { t, i18n } = useTranslation('settings');
  const { message } = App.useApp();
  const sentence = useErrorSentence();
  const [edited, setEdited] = useState<SettingsDraft | null>(null);
  const [isTried, setIsTried] = useState(false);
  const save = useSave();
  // Untouched, the form follows the workspace: somebody else may change it too.
  const draft = edited ?? draftOf(workspace);
  const changes = changesOf(draft, workspace);
  const isDirty = Object.keys(changes).length > 0;
  const faults = faultsOf(draft, workspace.currency);
  const serverFaults = new Map(
    (save.error instanceof RequestError ? save.error.details : []).map((one) => [
      placeOf(one.path, draft),
      one.message,
    ]),
  );
  const faultAt = (place: string) => {
    const fault = faults[place];
    const isHalfTyped = !isTried && /^rates\./.test(place);
    return fault !== undefined && !isHalfTyped ? t(`faults.${fault}`) : serverFaults.get(place);
  };
  const change = (next: Partial<SettingsDraft>) => {
    save.reset();
    setEdited({ ...draft, ...next });
  };
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setIsTried(true);
    if (Object.keys(faults).length > 0) return;
    save.mutate(changes, {
      onSuccess: async (_, sent) => {
        setEdited(null);
        setIsTried(false);
        if (sent.language) await chooseLanguage(sent.language);
        // `t` still speaks the language before the change.
        void message.success(i18n.getFixedT(sent.language ?? null, 'settings')('saved'));
      },
    });
  };
  const part = { draft, workspace, change, faultAt };
  const hasFaults = isTried && Object.keys(faults).length > 0;
  return (
    <form className={styles.form} onSubmit={submit} data-testid="settings-form" noValidate>
      <Section title={t('sections.workspace')}>
        <Field label={t('name')} hint={t('nameHint')} fault={faultAt('name')}>
          {(ids) => (
            <Input
              {...ids}
              value={draft.name}
              onChange={(event) => change({ name: event.target.value })}
              data-testid="settings-name"
            />
          )}
        </Field>
        <Field label={t('language')} hint={t('languageHint')} fault={faultAt('language')}>
          {(ids) => (
            <Select
              {...ids}
              value={draft.language}
              options={languages.map((language) => ({ value: language, label: languageNames[language] }))}
              onChange={(language) => change({ language })}
            />
          )}
        </Field>
        <AddressField {...part} />
      </Section>
      <TimeSettings {...part} />
      <MoneySettings {...part} />
      <Section title={t('sections.display')}>
        <Field label={t('rise')} hint={t('riseHint')} fault={faultAt('riseColor')}>
          {(ids) => (
            <Radio.Group
              {...ids}
              value={draft.riseColor}
              onChange={(event) => change({ riseColor: event.target.value })}
              className={styles.rise ?? ''}
            >
              <Radio value="red">
                {t('riseRed')}
                <RiseSample rise="red" />
              </Radio>
              <Radio value="green">
                {t('riseGreen')}
                <RiseSample rise="green" />
              </Radio>
            </Radio.Group>
          )}
        </Field>
      </Section>
      {isDirty ? (
        <footer className={styles.bar}>
          <span className={save.isError || hasFaults ? styles.fault : styles.quiet} role="status">
            {save.isError ? `${t('failed')}: ${sentence(save.error)}` : hasFaults ? t('faultsFirst') : t('unsaved')}
          </span>
          <Button
            onClick={() => {
              save.reset();
              setEdited(null);
              setIsTried(false);
            }}
          >
            {t('discard')}
          </Button>
          <Button type="primary" htmlType="submit" loading={save.isPending} data-testid="settings-save">
            {save.isPending ? t('saving') : t('save')}
          </Button>
        </footer>
      ) : null}
    </form>
  );
}

function useSave() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (changes: WorkspaceInput) =>
      request('/api/v1/workspace', { method: 'PATCH', body: changes, schema: workspaceOutput }),
    onSuccess: async (workspace) => {
      queryClient.setQueryData(['workspace'], workspace);
      await queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'workspace' });
    },
  });
}
