import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Modal } from 'antd';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { profileSearchOutput } from '../../../contract/profiles.ts';
import { formatCount } from '../../format/index.ts';
import { chooseLanguage, useLanguage, useLocalized, useTranslation } from '../../i18n/index.ts';
import { type Member, shortName, useBoards, useMembers, useSession, viewOf } from '../../queries/index.ts';
import { request } from '../../transport/index.ts';
import { useTheme } from '../../ui/index.ts';
import { addField, defaultShelf, emptyDefinition, encodeDefinition, useReports } from '../explore/index.ts';
import { foundEntries, type PaletteEntry } from './entries.ts';
import styles from './palette.module.css';

/** Go to anything: boards, reports, fields, customers, pages and actions by a few letters. */
export default function Palette({ close }: { close: () => void }) {
  const { t } = useTranslation('palette');
  const [search, setSearch] = useState('');
  const [marked, setMarked] = useState<string | null>(null);
  const pinyinOf = usePinyin();
  // Never a list behind what was typed: Enter right after the last letter must open what that finds.
  const entries = useEntries(search, close);
  const found = useMemo(() => foundEntries(entries, search, pinyinOf), [entries, search, pinyinOf]);
  const list = useRef<HTMLDivElement>(null);
  const active = Math.max(
    0,
    found.findIndex(({ id }) => id === marked),
  );
  const shown = found[active]?.id ?? null;
  // What is marked stays so when reports or customers that come later are listed above it.
  // Typing takes the mark away without another entry coming first.
  useEffect(() => {
    if (marked !== shown) setMarked(shown);
  }, [shown, marked]);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const next = (active + (event.key === 'ArrowDown' ? 1 : found.length - 1)) % Math.max(1, found.length);
      setMarked(found[next]?.id ?? null);
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      found[active]?.run();
    }
  };
  return (
    <Modal
      open
      title={<span className="visually-hidden">{t('title')}</span>}
      footer={null}
      closable={false}
      onCancel={close}
      width={620}
      style={{ top: 96 }}
      transitionName=""
      maskTransitionName=""
    >
      <input
        className={styles.input}
        // biome-ignore lint/a11y/noAutofocus: whoever opens the palette wants to type
        autoFocus
        value={search}
        placeholder={t('placeholder')}
        aria-label={t('title')}
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={found[active] ? `palette-${active}` : undefined}
        onChange={(event) => {
          setSearch(event.target.value);
          setMarked(null);
        }}
        onKeyDown={onKeyDown}
        data-testid="palette-input"
      />
      <div ref={list} id="palette-list" className={styles.list} role="listbox" aria-label={t('title')} tabIndex={-1}>
        {found.map((entry, index) => (
          <Option
            key={entry.id}
            entry={entry}
            id={`palette-${index}`}
            isActive={index === active}
            isFirst={found[index - 1]?.group !== entry.group}
          />
        ))}
      </div>
      <p className={styles.hint} role="status">
        {found.length === 0 ? t('nothing') : t('keys')}
      </p>
    </Modal>
  );
}

function Option({
  entry,
  id,
  isActive,
  isFirst,
}: {
  entry: PaletteEntry;
  id: string;
  isActive: boolean;
  isFirst: boolean;
}) {
  const { t } = useTranslation('palette');
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the input
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the input, which names the active option
    <div id={id} role="option" aria-selected={isActive} className={styles.option} onClick={entry.run}>
      <span className={styles.group}>{isFirst ? t(`groups.${entry.group}`) : ''}</span>
      <span className={styles.label}>{entry.label}</span>
      <span className={styles.note}>{entry.note}</span>
    </div>
  );
}

/** Pinyin of labels, once its dictionary has come. */
function usePinyin(): (text: string) => string {
  const [read, setRead] = useState<((text: string) => string) | null>(null);
  useEffect(() => {
    let isAlive = true;
    void import('pinyin-pro').then(({ pinyin }) => {
      const known = new Map<string, string>();
      const pinyinOf = (text: string) => {
        let result = known.get(text);
        if (result === undefined) {
          const parts = pinyin(text, { toneType: 'none', type: 'array', nonZh: 'consecutive' });
          result = `${parts.join('')} ${parts.map((one) => one[0] ?? '').join('')}`.toLowerCase();
          known.set(text, result);
        }
        return result;
      };
      if (isAlive) setRead(() => pinyinOf);
    });
    return () => {
      isAlive = false;
    };
  }, []);
  return useMemo(() => read ?? (() => ''), [read]);
}

function useEntries(search: string, close: () => void): PaletteEntry[] {
  const { t } = useTranslation('palette');
  const { t: frame } = useTranslation('frame');
  const { t: analyses } = useTranslation('analytics');
  const language = useLanguage();
  const localized = useLocalized();
  const theme = useTheme();
  const navigate = useNavigate();
  const boards = useBoards();
  const reports = useReports(true);
  const members = useMembers();
  const { customers, total } = useCustomers(search);
  const role = useSession().data?.role;
  const isAdmin = role === 'admin' || role === 'owner';
  return useMemo(() => {
    const go =
      (to: string, query: Record<string, string> = {}) =>
      () => {
        close();
        void navigate({ to, search: query } as never);
      };
    const explore = (member: Member) =>
      go('/explore', { d: encodeDefinition(addField(emptyDefinition, member, defaultShelf(emptyDefinition, member))) });
    const page = (to: string, label: string): PaletteEntry => ({
      id: `page:${to}`,
      group: 'pages',
      label,
      note: '',
      words: to,
      run: go(to),
    });
    const act = (id: string, label: string, run: () => void): PaletteEntry => ({
      id: `action:${id}`,
      group: 'actions',
      label,
      note: '',
      words: id,
      run,
    });
    const entries: PaletteEntry[] = [
      page('/', frame('boards')),
      page('/explore', frame('explore')),
      page('/analytics', frame('analyze')),
      page('/customers', frame('customers')),
      page('/segments', frame('segments')),
      page('/data', frame('data')),
      page('/model', frame('model')),
      page('/import', frame('import')),
      page('/settings', frame('settings')),
      ...(isAdmin ? [page('/audit', frame('audit'))] : []),
      act('new report', t('newReport'), go('/explore', { d: encodeDefinition(emptyDefinition) })),
      act('theme', theme.name === 'dark' ? t('themeLight') : t('themeDark'), () => {
        theme.choose(theme.name === 'dark' ? 'light' : 'dark');
        close();
      }),
      act('language', language === 'en' ? t('toChinese') : t('toEnglish'), () => {
        void chooseLanguage(language === 'en' ? 'zh-CN' : 'en');
        close();
      }),
    ];
    for (const board of boards.data ?? []) {
      entries.push({
        id: `board:${board.id}`,
        group: 'boards',
        label: localized(board.title),
        note: '',
        words: `${board.title.en} ${board.title['zh-CN']}`,
        run: go(`/boards/${board.id}`),
      });
    }
    for (const report of reports.data ?? []) {
      entries.push({
        id: `report:${report.id}`,
        group: 'reports',
        label: report.title,
        note: report.kind === 'analysis' ? analyses(`kinds.${report.analysis}`) : '',
        words: report.description,
        run: go(report.kind === 'analysis' ? `/analytics/${report.analysis}` : '/explore', { report: report.id }),
      });
    }
    for (const customer of customers) {
      entries.push({
        id: `customer:${customer.id}`,
        group: 'customers',
        label: customer.name,
        note: `#${customer.id}`,
        words: `${search} ${customer.id}`,
        run: go(`/customers/${customer.id}`),
      });
    }
    if (total > customers.length) {
      entries.push({
        id: 'customers:all',
        group: 'customers',
        label: t('allCustomers', { formatted: formatCount(total) }),
        note: '',
        words: search,
        run: go('/customers', { search: search.trim() }),
      });
    }
    if (search.trim() !== '') {
      for (const member of members.data?.values() ?? []) {
        entries.push({
          id: `field:${member.name}`,
          group: 'fields',
          label: member.title,
          note: `${member.viewTitle} · ${shortName(member.name)}`,
          words: `${member.name} ${member.synonyms.join(' ')} ${viewOf(member.name)}`,
          run: explore(member),
        });
      }
    }
    return entries;
  }, [
    t,
    frame,
    analyses,
    language,
    localized,
    theme,
    navigate,
    boards.data,
    reports.data,
    members.data,
    customers,
    total,
    isAdmin,
    search,
    close,
  ]);
}

/** Customers by name or identifier, from two letters on. */
function useCustomers(search: string): { customers: { id: number; name: string }[]; total: number } {
  const text = search.trim();
  const found = useQuery({
    queryKey: ['profiles', 'palette', text],
    queryFn: ({ signal }) =>
      request(`/api/v1/profiles?search=${encodeURIComponent(text)}&limit=5`, { schema: profileSearchOutput, signal }),
    enabled: text.length >= 2,
  });
  return useMemo(
    () => ({
      customers: (found.data?.profiles ?? []).map((one) => ({
        id: one.id,
        name: one.displayName ?? one.matched?.value ?? `#${one.id}`,
      })),
      total: found.data?.total ?? 0,
    }),
    [found.data],
  );
}
