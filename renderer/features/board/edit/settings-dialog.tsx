import { Button, Input, InputNumber, Modal, Select } from 'antd';
import { useState } from 'react';
import type { BoardInput } from '../../../../contract/boards.ts';
import { useLanguage, useTranslation } from '../../../i18n/index.ts';
import { offeredPresets } from '../../../queries/index.ts';
import { useBoardState } from '../board-context.ts';
import styles from './edit.module.css';
import { Field } from './field.tsx';
import { MemberSelect } from './member-select.tsx';
import { newId } from './new-id.ts';
import { withTabs } from './tile-edits.ts';

interface SettingsDialogProps {
  board: BoardInput;
  change: (update: (board: BoardInput) => BoardInput, kind?: string) => void;
  close: () => void;
}

/** What holds for a board as a whole: name, filters, tabs, ways down, dates, refresh, notes on days. */
export function SettingsDialog({ board, change, close }: SettingsDialogProps) {
  const { t } = useTranslation('boards');
  const { t: words } = useTranslation('board');
  const language = useLanguage();
  const { scope } = useBoardState();
  const both = (text: string) => ({ 'zh-CN': text, en: text });
  const set = (part: Partial<BoardInput>, kind?: string) => change((former) => ({ ...former, ...part }), kind);
  return (
    <Modal
      open
      title={t('boardSettings')}
      width={620}
      onCancel={close}
      footer={
        <Button type="primary" onClick={close}>
          {t('close')}
        </Button>
      }
      destroyOnHidden
      centered
    >
      <div className={styles.fields} style={{ maxHeight: '66vh' }}>
        <Field label={t('title')}>
          {(id) => (
            <Input
              id={id}
              value={board.title[language]}
              maxLength={120}
              onChange={(event) => set({ title: { ...both(event.target.value) } }, 'title')}
            />
          )}
        </Field>
        <Field label={t('description')}>
          {(id) => (
            <Input
              id={id}
              value={board.description?.[language] ?? ''}
              maxLength={300}
              onChange={(event) => set({ description: both(event.target.value) }, 'description')}
            />
          )}
        </Field>
        <div className={styles.field}>
          <span>{t('boardFilters')}</span>
          <MemberSelect
            label={t('boardFilters')}
            kind="dimension"
            isMany
            isOptional
            value={board.filterMembers}
            onChange={(filterMembers) => set({ filterMembers })}
          />
        </div>
        <div className={styles.pair}>
          <div className={styles.field}>
            <span>{t('opensWith')}</span>
            <Select
              aria-label={t('opensWith')}
              value={board.defaultRange ?? 'latest-month'}
              options={offeredPresets(scope.calendar).map((value) => ({
                value: value as string,
                label: words(`presets.${value}`),
              }))}
              onChange={(defaultRange) => set({ defaultRange })}
            />
          </div>
          <Field label={t('refreshSeconds')}>
            {(id) => (
              <InputNumber
                id={id}
                min={10}
                max={86_400}
                value={board.refreshSeconds}
                placeholder={t('onChange')}
                style={{ width: '100%' }}
                onChange={(refreshSeconds) => set({ refreshSeconds: refreshSeconds ?? null })}
              />
            )}
          </Field>
        </div>
        <h3>{t('tabs')}</h3>
        {board.tabs.map((tab, index) => (
          <div key={tab.id} className={styles.rule} style={{ gridTemplateColumns: '1fr 28px' }}>
            <Input
              aria-label={t('tabName', { number: index + 1 })}
              value={tab.title[language]}
              onChange={(event) =>
                set(
                  {
                    tabs: board.tabs.map((one) =>
                      one.id === tab.id ? { ...one, title: both(event.target.value) } : one,
                    ),
                  },
                  `tab-${tab.id}`,
                )
              }
            />
            <button
              type="button"
              className={styles.remove}
              aria-label={t('remove')}
              onClick={() =>
                change((former) =>
                  withTabs(
                    former,
                    former.tabs.filter((one) => one.id !== tab.id),
                  ),
                )
              }
            >
              ×
            </button>
          </div>
        ))}
        <Button
          size="small"
          onClick={() =>
            set({ tabs: withTab(board, t('tabNew', { number: board.tabs.length + 1 }), t('tabNew', { number: 2 })) })
          }
        >
          {t('addTab')}
        </Button>
        <h3>{t('hierarchies')}</h3>
        {board.hierarchies.map((hierarchy, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: hierarchies are known by their place
          <div key={index} className={styles.rule} style={{ gridTemplateColumns: '1fr 28px' }}>
            <MemberSelect
              label={t('hierarchies')}
              kind="dimension"
              isMany
              value={hierarchy.members}
              onChange={(members) =>
                members.length >= 2
                  ? set({
                      hierarchies: board.hierarchies.map((one, place) => (place === index ? { ...one, members } : one)),
                    })
                  : undefined
              }
            />
            <button
              type="button"
              className={styles.remove}
              aria-label={t('remove')}
              onClick={() => set({ hierarchies: board.hierarchies.filter((_, place) => place !== index) })}
            >
              ×
            </button>
          </div>
        ))}
        <NewHierarchy
          key={board.hierarchies.length}
          add={(members) => set({ hierarchies: [...board.hierarchies, { title: both(''), members }] })}
        />
        <h3>{t('notes')}</h3>
        {board.notes.map((note) => (
          <div key={note.id} className={styles.rule} style={{ gridTemplateColumns: '150px 1fr 28px' }}>
            <Input
              type="date"
              aria-label={t('noteDate')}
              value={note.date}
              onChange={(event) =>
                set({
                  notes: board.notes.map((one) =>
                    one.id === note.id && event.target.value !== '' ? { ...one, date: event.target.value } : one,
                  ),
                })
              }
            />
            <Input
              aria-label={t('noteText')}
              value={note.text}
              maxLength={200}
              onChange={(event) =>
                set(
                  {
                    notes: board.notes.map((one) =>
                      one.id === note.id ? { ...one, text: event.target.value || ' ' } : one,
                    ),
                  },
                  `note-${note.id}`,
                )
              }
            />
            <button
              type="button"
              className={styles.remove}
              aria-label={t('remove')}
              onClick={() => set({ notes: board.notes.filter((one) => one.id !== note.id) })}
            >
              ×
            </button>
          </div>
        ))}
        <Button
          size="small"
          onClick={() =>
            set({
              notes: [...board.notes, { id: newId(), date: scope.range.to, text: t('noteNew') }],
            })
          }
        >
          {t('addNote')}
        </Button>
      </div>
    </Modal>
  );
}

/** A way down begins with two levels, from the top; what it has more is added to it then. */
function NewHierarchy({ add }: { add: (members: string[]) => void }) {
  const { t } = useTranslation('boards');
  const [members, setMembers] = useState<string[]>([]);
  return (
    <div className={styles.field}>
      <span>{t('addHierarchy')}</span>
      <MemberSelect
        label={t('addHierarchy')}
        kind="dimension"
        isMany
        isOptional
        value={members}
        onChange={(next) => (next.length >= 2 ? add(next) : setMembers(next))}
      />
    </div>
  );
}

/** The first tab made takes the tiles that are there; a second one stands beside it at once. */
function withTab(board: BoardInput, title: string, second: string): BoardInput['tabs'] {
  const tab = (text: string) => ({ id: `tab-${newId()}`, title: { 'zh-CN': text, en: text } });
  return board.tabs.length === 0 ? [tab(title), tab(second)] : [...board.tabs, tab(title)];
}
