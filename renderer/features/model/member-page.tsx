import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { App, Button, Input, Modal, Select } from 'antd';
import { useCallback, useDeferredValue, useEffect, useMemo, useReducer, useState } from 'react';
import { type MemberDetail, type MemberFormat, memberFormats } from '../../../contract/model.ts';
import { PageError, useErrorSentence } from '../../errors/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { useMembers, useSession } from '../../queries/index.ts';
import {
  type History,
  type HistoryAction,
  historyReducer,
  Page,
  RedoIcon,
  UndoIcon,
  useSettled,
  useUndoKeys,
} from '../../ui/index.ts';
import { DimensionFields } from './dimension-fields.tsx';
import {
  type Draft,
  definitionOf,
  dimensionKinds,
  draftOf,
  emptyBody,
  emptyDraft,
  measureKinds,
  nameFrom,
  triableOf,
} from './draft.ts';
import { Field } from './field.tsx';
import { MeasureFields } from './measure-fields.tsx';
import { MemberHistory } from './member-history.tsx';
import styles from './member-page.module.css';
import { MemberPreview } from './member-preview.tsx';
import parts from './model.module.css';
import { useGovernedMember, useMemberCheck, useMemberStep, useSaveMember } from './requests.ts';
import { StateTag } from './state-tag.tsx';

/** A metric or dimension in its form: what it is called, how it is computed, what it gives, and its review. */
export default function MemberPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const search = useSearch({ strict: false }) as { type?: string };
  const { t } = useTranslation('model');
  const isNew = id === 'new';
  const member = useGovernedMember(isNew ? null : id);
  const type = search.type === 'dimension' ? 'dimension' : 'measure';
  if (isNew) return <MemberForm key={`new-${type}`} start={emptyDraft(type, 'orders')} member={null} />;
  if (member.isError && !member.data) return <PageError error={member.error} onRetry={() => void member.refetch()} />;
  const definition = member.data?.draft ?? member.data?.live;
  if (!member.data || !definition) {
    return (
      <Page title={t('title')}>
        <p aria-busy="true">{t('loading')}</p>
      </Page>
    );
  }
  return <MemberForm key={`${id}-${member.data.version}`} start={draftOf(definition)} member={member.data} />;
}

function MemberForm({ start, member }: { start: Draft; member: MemberDetail | null }) {
  const { t } = useTranslation('model');
  const language = useLanguage();
  const members = useMembers();
  const [history, dispatch] = useReducer<History<Draft>, [HistoryAction<Draft>]>(
    historyReducer as (history: History<Draft>, action: HistoryAction<Draft>) => History<Draft>,
    { past: [], present: start, future: [] },
  );
  const draft = history.present;
  const setDraft = useCallback(
    (next: Draft | ((now: Draft) => Draft), kind?: string) =>
      dispatch({ type: 'set', next, ...(kind === undefined ? {} : { kind }) }),
    [],
  );
  const undo = useCallback(() => dispatch({ type: 'undo' }), []);
  const redo = useCallback(() => dispatch({ type: 'redo' }), []);
  useUndoKeys(undo, redo);
  const isChanged = draft !== start;
  // Letters typed into one field are one step.
  const change = (next: Partial<Draft>, kind?: string) => setDraft((now) => ({ ...now, ...next }), kind);
  const zhTitle = draft.words['zh-CN'].title;
  const isNameOpen = !draft.isNamed && draft.words.en.title === '' && zhTitle !== '';
  useEffect(() => {
    if (!isNameOpen) return;
    void import('pinyin-pro').then(({ pinyin }) => {
      const name = nameFrom(pinyin(zhTitle, { toneType: 'none', nonZh: 'consecutive' }));
      const next = (now: Draft) =>
        now.isNamed || now.words.en.title !== '' || now.words['zh-CN'].title !== zhTitle ? now : { ...now, name };
      dispatch({ type: 'amend', next });
    });
  }, [isNameOpen, zhTitle]);
  const triable = useMemo(() => triableOf(draft), [draft]);
  const settled = useSettled(useDeferredValue(triable), 350);
  const check = useMemberCheck(settled, member?.id ?? null);
  const faults = settled === null ? [] : (check.data?.faults ?? []);
  const title = draft.words[language].title || draft.words.en.title || draft.words['zh-CN'].title;
  const views = useMemo(() => {
    const found = new Map<string, string>();
    for (const one of members.data?.values() ?? []) found.set(one.name.split('.')[0] ?? '', one.viewTitle);
    return [...found].map(([value, label]) => ({ value, label }));
  }, [members.data]);
  const kinds =
    draft.type === 'measure'
      ? measureKinds.map((value) => ({ value, label: t(`measureKinds.${value}`) }))
      : dimensionKinds.map((value) => ({ value, label: t(`dimensionKinds.${value}`) }));
  const setWords = (of: 'zh-CN' | 'en', part: 'title' | 'description', text: string) => {
    const words = { ...draft.words, [of]: { ...draft.words[of], [part]: text } };
    const named = of === 'en' && part === 'title' && !draft.isNamed ? { name: nameFrom(text) } : {};
    change({ words, ...named }, `${of} ${part}`);
  };
  const view = members.data;
  return (
    <Page
      title={title || t(draft.type === 'measure' ? 'newMeasure' : 'newDimension')}
      crumb={t('title')}
      actions={
        <>
          <Button
            type="text"
            icon={<UndoIcon size={18} />}
            aria-label={t('undo')}
            title={`${t('undo')} (Ctrl+Z)`}
            disabled={history.past.length === 0}
            onClick={undo}
            data-testid="model-undo"
          />
          <Button
            type="text"
            icon={<RedoIcon size={18} />}
            aria-label={t('redo')}
            title={`${t('redo')} (Ctrl+Shift+Z)`}
            disabled={history.future.length === 0}
            onClick={redo}
            data-testid="model-redo"
          />
          <Actions
            draft={draft}
            member={member}
            isChanged={isChanged}
            isFine={check.data !== undefined && faults.length === 0 && settled !== null}
          />
        </>
      }
    >
      {member ? <MemberNotice member={member} /> : null}
      <div className={styles.formGrid}>
        <form className={parts.card} onSubmit={(event) => event.preventDefault()} aria-label={t('definition')}>
          <div className={styles.pair}>
            <Field label={t('titleZh')}>
              <Input
                aria-label={t('titleZh')}
                maxLength={80}
                value={draft.words['zh-CN'].title}
                onChange={(event) => setWords('zh-CN', 'title', event.target.value)}
                data-testid="model-title-zh"
              />
            </Field>
            <Field label={t('titleEn')}>
              <Input
                aria-label={t('titleEn')}
                maxLength={80}
                value={draft.words.en.title}
                onChange={(event) => setWords('en', 'title', event.target.value)}
                data-testid="model-title-en"
              />
            </Field>
          </div>
          <div className={styles.pair}>
            <Field label={t('subject')}>
              <Select
                aria-label={t('subject')}
                value={draft.view}
                options={views}
                onChange={(next) => change({ view: next, body: emptyBody(draft.type, draft.body.kind) })}
                disabled={member?.live !== undefined && member?.live !== null}
                data-testid="model-subject"
              />
            </Field>
            <Field label={t('how')}>
              <Select
                aria-label={t('how')}
                value={draft.body.kind}
                options={kinds as { value: string; label: string }[]}
                onChange={(kind) => change({ body: emptyBody(draft.type, kind as never) })}
                data-testid="model-kind"
              />
            </Field>
          </div>
          {view === undefined ? null : draft.type === 'measure' ? (
            <MeasureFields
              body={draft.body as never}
              view={draft.view}
              members={view}
              faults={faults}
              onChange={(body) => change({ body })}
            />
          ) : (
            <DimensionFields
              body={draft.body as never}
              view={draft.view}
              members={view}
              faults={faults}
              onChange={(body) => change({ body })}
            />
          )}
          <div className={styles.pair}>
            <Field label={t('name')} hint={t('nameHint')}>
              <Input
                aria-label={t('name')}
                maxLength={60}
                value={draft.name}
                onChange={(event) => change({ name: event.target.value, isNamed: true }, 'name')}
                data-testid="model-name"
              />
            </Field>
            {draft.type === 'measure' ? (
              <Field label={t('format')}>
                <Select<MemberFormat>
                  aria-label={t('format')}
                  value={draft.format}
                  options={memberFormats.map((value) => ({ value, label: t(`formats.${value}`) }))}
                  onChange={(format) => change({ format })}
                  data-testid="model-format"
                />
              </Field>
            ) : null}
          </div>
          <div className={styles.pair}>
            {(['zh-CN', 'en'] as const).map((of) => {
              const label = t(of === 'en' ? 'descriptionEn' : 'descriptionZh');
              return (
                <Field key={of} label={label}>
                  <Input.TextArea
                    aria-label={label}
                    maxLength={500}
                    autoSize={{ minRows: 2, maxRows: 5 }}
                    value={draft.words[of].description}
                    onChange={(event) => setWords(of, 'description', event.target.value)}
                  />
                </Field>
              );
            })}
          </div>
        </form>
        <div className={parts.side}>
          <MemberPreview definition={settled} check={check} />
          {member ? (
            <MemberHistory
              member={member}
              current={definitionOf(draft)}
              onTake={(definition) => setDraft(draftOf(definition))}
            />
          ) : null}
        </div>
      </div>
    </Page>
  );
}

function MemberNotice({ member }: { member: MemberDetail }) {
  const { t } = useTranslation('model');
  const text =
    member.problem !== null
      ? t('broken', { reason: member.problem })
      : member.pending === 'returned'
        ? t('returnedNote', { note: member.note })
        : member.pending === 'submitted'
          ? t('inReview')
          : null;
  return (
    <p className={styles.notice} data-testid="model-notice">
      <StateTag state={member.state} pending={member.pending} />
      {text === null ? null : <span>{text}</span>}
    </p>
  );
}

interface ActionsProps {
  draft: Draft;
  member: MemberDetail | null;
  isChanged: boolean;
  isFine: boolean;
}

function Actions({ draft, member, isChanged, isFine }: ActionsProps) {
  const { t } = useTranslation('model');
  const language = useLanguage();
  const { message, modal } = App.useApp();
  const sentence = useErrorSentence();
  const navigate = useNavigate();
  const session = useSession();
  const save = useSaveMember();
  const step = useMemberStep();
  const [note, setNote] = useState<string | null>(null);
  const isAdmin = session.data?.role === 'admin' || session.data?.role === 'owner';
  const definition = definitionOf(draft);
  const onError = (error: unknown) => void message.error(`${t('failed')} · ${sentence(error)}`);
  const tell = (text: string) => void message.success(text);
  const title = draft.words[language].title || draft.words.en.title;
  const saved = async () => {
    if (definition === null) return null;
    if (member !== null && !isChanged) return member;
    const result = await save.mutateAsync({ member, definition });
    if (member === null)
      await navigate({ to: '/model/members/$id', params: { id: result.id }, replace: true } as never);
    return result;
  };
  const run = (work: () => Promise<unknown>) => void work().catch(onError);
  const submit = () =>
    run(async () => {
      const target = await saved();
      if (target === null) return;
      await step.mutateAsync({ step: 'submit', member: target });
      tell(t('submitted'));
    });
  const approve = () =>
    run(async () => {
      const target = await saved();
      if (target === null) return;
      await step.mutateAsync({ step: 'review', review: { decision: 'approve' }, member: target });
      tell(t('approved', { title }));
    });
  const sendBack = () =>
    run(async () => {
      if (member === null || note === null) return;
      await step.mutateAsync({ step: 'review', review: { decision: 'return', note }, member });
      setNote(null);
      tell(t('returned'));
    });
  const archive = () =>
    void modal.confirm({
      title: t('archiveTitle', { title }),
      content: t('archiveHint'),
      okText: t('archive'),
      icon: null,
      onOk: async () => {
        if (member) await step.mutateAsync({ step: 'archive', member }).then(() => tell(t('archived')), onError);
      },
    });
  const isBusy = save.isPending || step.isPending;
  if (member?.state === 'archived') {
    return isAdmin ? (
      <Button
        loading={isBusy}
        onClick={() => run(async () => step.mutateAsync({ step: 'restore', member }).then(() => tell(t('restored'))))}
        data-testid="model-restore"
      >
        {t('restore')}
      </Button>
    ) : null;
  }
  const isOpen = isChanged || member === null || member.pending !== null;
  return (
    <>
      {isAdmin && member ? (
        <Button onClick={archive} data-testid="model-archive">
          {t('archive')}
        </Button>
      ) : null}
      {isAdmin && member?.pending === 'submitted' ? (
        <Button onClick={() => setNote('')} data-testid="model-return">
          {t('returnBack')}
        </Button>
      ) : null}
      <Button
        disabled={definition === null || (!isChanged && member !== null)}
        loading={save.isPending}
        onClick={() => run(async () => saved().then(() => tell(t('saved'))))}
        data-testid="model-save"
      >
        {t('save')}
      </Button>
      {isAdmin ? (
        <Button
          type="primary"
          disabled={definition === null || !isFine || !isOpen}
          loading={step.isPending}
          onClick={approve}
          data-testid="model-approve"
        >
          {t('approve')}
        </Button>
      ) : (
        <Button
          type="primary"
          disabled={definition === null || !isFine || !isOpen || (member?.pending === 'submitted' && !isChanged)}
          loading={isBusy}
          onClick={submit}
          data-testid="model-submit"
        >
          {t('submit')}
        </Button>
      )}
      <Modal
        open={note !== null}
        title={t('returnTitle')}
        okText={t('returnBack')}
        onOk={sendBack}
        onCancel={() => setNote(null)}
        okButtonProps={{ disabled: (note ?? '').trim() === '' }}
        confirmLoading={step.isPending}
        width={460}
      >
        <Input.TextArea
          aria-label={t('note')}
          maxLength={1000}
          autoSize={{ minRows: 3 }}
          value={note ?? ''}
          onChange={(event) => setNote(event.target.value)}
          data-testid="model-note"
        />
      </Modal>
    </>
  );
}
