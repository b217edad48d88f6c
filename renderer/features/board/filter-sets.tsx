import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Checkbox, Dropdown } from 'antd';
import type { FilterSet } from '../../../contract/boards.ts';
import { useErrorSentence } from '../../errors/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import { MoreIcon } from '../../ui/index.ts';
import { useBoardState } from './board-context.ts';
import styles from './filter-menu.module.css';
import { useAskName } from './list/use-ask-name.tsx';
import { addFilterSet, deleteFilterSet, filterSetsQuery, saveFilterSet } from './requests.ts';

/** What of an address is no filter. */
const isNoFilter = new Set(['tab', 'slides', 'every']);

/** The sets of dates and filters a reader has saved: chosen, made the first, renamed, brought up to date, deleted. */
export function FilterSets({ boardId, close }: { boardId: string; close: () => void }) {
  const { t } = useTranslation('boards');
  const { search, replaceSearch } = useBoardState();
  const sets = useQuery(filterSetsQuery(boardId));
  const { add, save, remove, rename } = useSetActions(boardId, close);
  const current = Object.fromEntries(
    Object.entries(search)
      .filter(([name, value]) => value !== undefined && !isNoFilter.has(name))
      .map(([name, value]) => [name, Array.isArray(value) ? value : [String(value)]]),
  );
  const said = textOf(current);
  return (
    <>
      <h3>{t('mySets')}</h3>
      <ul className={styles.sets}>
        {sets.data?.map((set) => {
          const isInForce = textOf(set.search) === said;
          return (
            <li key={set.id}>
              <button
                type="button"
                className={styles.set}
                aria-current={isInForce || undefined}
                title={set.name}
                onClick={() => {
                  replaceSearch(set.search);
                  close();
                }}
              >
                {set.name}
              </button>
              <Checkbox checked={set.isDefault} onChange={({ target }) => save({ ...set, isDefault: target.checked })}>
                {t('opensBoard')}
              </Checkbox>
              <Dropdown
                trigger={['click']}
                menu={{
                  items: [
                    { key: 'rename', label: t('rename'), onClick: () => void rename(set) },
                    {
                      key: 'update',
                      label: t('updateSet'),
                      disabled: isInForce,
                      onClick: () => save({ ...set, search: current }),
                    },
                    { key: 'delete', label: t('delete'), danger: true, onClick: () => remove(set) },
                  ],
                }}
              >
                <button type="button" className={styles.more} aria-label={t('setActions', { name: set.name })}>
                  <MoreIcon size={16} />
                </button>
              </Dropdown>
            </li>
          );
        })}
      </ul>
      <Button size="small" onClick={() => void add(current)} data-testid="save-filters">
        {t('saveFilters')}
      </Button>
    </>
  );
}

/** The same text for the same filters, in whatever order they were set. */
function textOf(search: FilterSet['search']): string {
  return JSON.stringify(Object.entries(search).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function useSetActions(boardId: string, close: () => void) {
  const { t } = useTranslation('boards');
  const sentence = useErrorSentence();
  const queryClient = useQueryClient();
  const askName = useAskName();
  const { notification } = App.useApp();
  const act = useMutation({
    mutationFn: (run: () => Promise<unknown>) => run(),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['boards', boardId, 'filter-sets'] }),
    onError: (error) => notification.error({ title: t('notDone'), description: sentence(error) }),
  });
  const save = (set: FilterSet) => act.mutate(() => saveFilterSet(boardId, set));
  return {
    save,
    async add(search: FilterSet['search']) {
      close();
      const name = await askName(t('saveFilters'), '');
      if (name !== null) act.mutate(() => addFilterSet(boardId, { name, search, isDefault: false }));
    },
    async rename(set: FilterSet) {
      close();
      const name = await askName(t('rename'), set.name);
      if (name !== null && name !== set.name) save({ ...set, name });
    },
    remove({ id, ...set }: FilterSet) {
      const key = `filter-set-${id}`;
      const bringBack = () => {
        notification.destroy(key);
        act.mutate(() => addFilterSet(boardId, set));
      };
      act.mutate(() => deleteFilterSet(boardId, id), {
        onSuccess: () =>
          notification.info({
            key,
            title: t('setDeleted', { name: set.name }),
            actions: (
              <Button size="small" onClick={bringBack}>
                {t('undo')}
              </Button>
            ),
          }),
      });
    },
  };
}
