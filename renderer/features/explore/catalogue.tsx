import { useDraggable } from '@dnd-kit/core';
import { Input } from 'antd';
import { memo, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from '../../i18n/index.ts';
import { type Member, viewOf } from '../../queries/index.ts';
import { useBuilder } from './builder-context.ts';
import styles from './catalogue.module.css';
import { FieldIcon } from './field-icon.tsx';
import { FieldHint, FieldMenu } from './field-menu.tsx';
import { type PinyinOf, searchMembers } from './search-fields.ts';

const recentKey = 'luopan.recent-fields';
const recentLimit = 6;

/** Names of the fields used last, newest first. */
export function recentFields(): string[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(recentKey) ?? '[]');
    return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

export function rememberField(name: string): void {
  const list = [name, ...recentFields().filter((one) => one !== name)].slice(0, recentLimit);
  localStorage.setItem(recentKey, JSON.stringify(list));
}

/** Pinyin comes with the first search; until then titles are searched as they are. */
function usePinyin(isWanted: boolean): PinyinOf | null {
  const [pinyinOf, setPinyinOf] = useState<PinyinOf | null>(null);
  useEffect(() => {
    if (!isWanted || pinyinOf) return;
    let isAlive = true;
    void import('pinyin-pro').then(({ pinyin }) => {
      const known = new Map<string, string>();
      const read: PinyinOf = (text) => {
        let result = known.get(text);
        if (result === undefined) {
          const full = pinyin(text, { toneType: 'none', type: 'array', nonZh: 'consecutive' });
          result = `${full.join('')} ${full.map((one) => one[0] ?? '').join('')}`.toLowerCase();
          known.set(text, result);
        }
        return result;
      };
      if (isAlive) setPinyinOf(() => read);
    });
    return () => {
      isAlive = false;
    };
  }, [isWanted, pinyinOf]);
  return pinyinOf;
}

/** Every field of the data model, by subject; searched by name, pinyin and synonyms in both languages. */
export const Catalogue = memo(function Catalogue() {
  const { t } = useTranslation('explore');
  const { members, subject, add } = useBuilder();
  const list = useRef<HTMLDivElement>(null);
  const [search, setSearch] = useState('');
  const wanted = useDeferredValue(search);
  const pinyinOf = usePinyin(/[a-z]/i.test(search));
  const found = useMemo(() => searchMembers(members.values(), wanted, pinyinOf), [members, wanted, pinyinOf]);
  const folders = useMemo(() => Map.groupBy(found, (member) => viewOf(member.name)), [found]);
  // As it was when the page opened: a list that grew under the pointer would make people miss.
  const [used] = useState(recentFields);
  const recent = useMemo(
    () =>
      wanted === ''
        ? used
            .flatMap((name) => members.get(name) ?? [])
            .filter((one) => subject === null || viewOf(one.name) === subject)
        : [],
    [wanted, members, subject, used],
  );
  const order = [...folders].sort(([a], [b]) => Number(b === subject) - Number(a === subject));
  const folder = { subject, add };
  return (
    <section className={styles.catalogue} aria-label={t('fields')}>
      <Input.Search
        allowClear
        value={search}
        onChange={(event) => setSearch(event.target.value)}
        placeholder={t('search')}
        aria-label={t('search')}
        data-testid="field-search"
      />
      <div className={styles.list} ref={list}>
        {recent.length > 0 ? <Folder {...folder} title={t('recent')} members={recent} prefix="recent" isOpen /> : null}
        {order.map(([view, found]) => (
          <Folder
            {...folder}
            key={`${view}/${wanted !== ''}`}
            title={found[0]?.viewTitle ?? view}
            members={found}
            prefix="field"
            isOpen={wanted !== '' || subject === null || subject === view}
          />
        ))}
        {found.length === 0 ? <p className={styles.none}>{t('noFields')}</p> : null}
      </div>
      <FieldHint list={list} />
      <FieldMenu list={list} />
    </section>
  );
});

interface FolderProps {
  title: string;
  members: readonly Member[];
  prefix: string;
  isOpen: boolean;
  subject: string | null;
  add: (member: Member) => void;
}

/** Fields of one subject. Those of a folded one are not in the document: a drag would have to think of each. */
const Folder = memo(function Folder({ title, members, prefix, isOpen, subject, add }: FolderProps) {
  const [shown, setShown] = useState({ isOpen, asked: isOpen });
  if (shown.asked !== isOpen) setShown({ isOpen, asked: isOpen });
  return (
    <details
      className={styles.folder}
      open={shown.isOpen}
      onToggle={({ currentTarget: { open } }) => setShown((former) => ({ ...former, isOpen: open }))}
    >
      <summary className={styles.folderTitle}>{title}</summary>
      <ul>
        {shown.isOpen
          ? members.map((member) => (
              <Field
                key={member.name}
                member={member}
                prefix={prefix}
                isForeign={subject !== null && viewOf(member.name) !== subject}
                add={add}
              />
            ))
          : null}
      </ul>
    </details>
  );
});

interface FieldProps extends Pick<FolderProps, 'prefix' | 'add'> {
  member: Member;
  isForeign: boolean;
}

/** Drawn again with every step of a drag, like all its neighbours: it holds nothing but itself. */
const Field = memo(function Field({ member, prefix, isForeign, add }: FieldProps) {
  const { listeners, setNodeRef, isDragging } = useDraggable({
    id: `${prefix}:${member.name}`,
    data: { member },
    disabled: isForeign,
  });
  return (
    <li>
      <button
        ref={setNodeRef}
        type="button"
        className={styles.field}
        data-dragging={isDragging}
        data-member={member.name}
        aria-disabled={isForeign}
        data-testid={`field-${member.name}`}
        {...listeners}
        onClick={() => {
          if (!isForeign) add(member);
        }}
      >
        <FieldIcon member={member} />
        <span className={styles.fieldTitle}>{member.title}</span>
      </button>
    </li>
  );
});
