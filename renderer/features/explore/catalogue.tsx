import { useDraggable } from '@dnd-kit/core';
import { Dropdown, Input, Tooltip } from 'antd';
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useTranslation } from '../../i18n/index.ts';
import { type Member, viewOf } from '../../queries/index.ts';
import { useBuilder } from './builder-context.ts';
import styles from './catalogue.module.css';
import { mayDrop, shelves } from './definition.ts';
import { FieldIcon } from './field-icon.tsx';
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
export function Catalogue() {
  const { t } = useTranslation('explore');
  const { members, subject } = useBuilder();
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
      <div className={styles.list}>
        {recent.length > 0 ? <Folder title={t('recent')} members={recent} prefix="recent" isOpen /> : null}
        {order.map(([view, list]) => (
          <Folder
            key={`${view}/${wanted !== ''}/${subject ?? ''}`}
            title={list[0]?.viewTitle ?? view}
            members={list}
            prefix="field"
            isOpen={wanted !== '' || subject === null || subject === view}
          />
        ))}
        {found.length === 0 ? <p className={styles.none}>{t('noFields')}</p> : null}
      </div>
    </section>
  );
}

function Folder({
  title,
  members,
  prefix,
  isOpen,
}: {
  title: string;
  members: Member[];
  prefix: string;
  isOpen: boolean;
}) {
  return (
    <details className={styles.folder} open={isOpen}>
      <summary className={styles.folderTitle}>{title}</summary>
      <ul>
        {members.map((member) => (
          <Field key={member.name} member={member} prefix={prefix} />
        ))}
      </ul>
    </details>
  );
}

function Field({ member, prefix }: { member: Member; prefix: string }) {
  const { t } = useTranslation('explore');
  const { add, subject, members } = useBuilder();
  const isForeign = subject !== null && viewOf(member.name) !== subject;
  const {
    attributes: _,
    listeners,
    setNodeRef,
    isDragging,
  } = useDraggable({
    id: `${prefix}:${member.name}`,
    data: { member },
    disabled: isForeign,
  });
  const other = [...members.values()].find((one) => viewOf(one.name) === subject)?.viewTitle ?? '';
  const hint = isForeign ? t('otherSubject', { subject: other }) : member.description;
  const items = shelves
    .filter((shelf) => mayDrop(member, shelf))
    .map((shelf) => ({
      key: shelf,
      label: t('addTo', { shelf: t(`shelves.${shelf}`) }),
      onClick: () => add(member, shelf),
    }));
  return (
    <li>
      <Dropdown menu={{ items }} trigger={['contextMenu']} disabled={isForeign}>
        <Tooltip title={hint} placement="right" mouseEnterDelay={0.5}>
          <button
            ref={setNodeRef}
            type="button"
            className={styles.field}
            data-dragging={isDragging}
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
        </Tooltip>
      </Dropdown>
    </li>
  );
}
