import { useNavigate } from '@tanstack/react-router';
import { Dropdown, type MenuProps } from 'antd';
import { useLanguage, useLocalized, useTranslation } from '../../../i18n/index.ts';
import {
  blankValue,
  type DrillStep,
  dimensionsOf,
  drillDimensions,
  finerSteps,
  type Members,
  measuresOf,
  nextLevel,
  personFields,
  stepDates,
  useBoards,
  viewOf,
} from '../../../queries/index.ts';
import { stepWord, valueLabel } from '../../tiles/index.ts';
import { useBoardState } from '../board-context.ts';
import type { OpenMark } from './use-interaction.ts';

interface MarkMenuProps {
  open: OpenMark;
  close: () => void;
  choose: (isAdding: boolean) => void;
  drill: (step: DrillStep) => void;
  openRows: (kind: 'rows' | 'people') => void;
}

/** What can be done with a mark: narrow, go down, see the rows or people behind it, take it to another board. */
export function MarkMenu({ open, close, choose, drill, openRows }: MarkMenuProps) {
  const { t } = useTranslation('boards');
  const language = useLanguage();
  const localized = useLocalized();
  const navigate = useNavigate();
  const { board, members, member, scope, search } = useBoardState();
  const boards = useBoards();
  const { tile, picks } = open;
  const [value] = picks.filter((pick) => pick.kind === 'value');
  const [step] = picks.filter((pick) => pick.kind === 'step');
  const label = value
    ? valueLabel(value.member, value.value === blankValue ? null : value.value, language, t('blank'))
    : step
      ? stepWord(step, language)
      : '';
  const customer = value?.profileId;
  const below = value ? nextLevel(value.member, board.hierarchies, members) : null;
  const isOverTime = tile.kind === 'trend' || tile.kind === 'stacked-trend' || tile.kind === 'chart';
  const canDrill = value
    ? tile.kind === 'ranking' || tile.kind === 'chart' || tile.kind === 'table'
    : step !== undefined && isOverTime;
  const others = canDrill ? drillDimensions(tile, members) : [];
  const dates = step ? stepDates(tile, scope, step) : null;
  const finer = canDrill && !value && step ? finerSteps(step.granularity) : [];
  const to = (next: string): DrillStep | null => {
    if (value) return { member: value.member, value: value.value, next, ...(dates ? { dates } : {}) };
    if (!step || !dates) return null;
    return { start: step.start, granularity: step.granularity, dates, next: { member: next } };
  };
  const down = (next: string) => {
    const way = to(next);
    if (way) drill(way);
  };
  const go = (id: string) => {
    const carried = value ? { ...search, [value.member]: [value.value] } : search;
    void navigate({ to: '/boards/$id', params: { id }, search: { ...carried, tab: undefined } as never });
  };
  const items: MenuProps['items'] = [
    { key: 'label', label: <b>{label}</b>, disabled: true },
    { key: 'choose', label: t('filterByThis'), onClick: () => choose(false) },
    { key: 'add', label: t('addToFilter'), onClick: () => choose(true) },
    { type: 'divider' },
    ...(canDrill && below
      ? [{ key: 'down', label: t('drillDown', { name: member(below).title }), onClick: () => down(below) }]
      : []),
    ...finer.map((granularity) => ({
      key: granularity,
      label: t('drillDown', { name: t(`steps.${granularity}`) }),
      onClick: () => {
        if (step && dates) drill({ start: step.start, granularity: step.granularity, dates, next: granularity });
      },
    })),
    ...(canDrill && others.length > 0
      ? [
          {
            key: 'by',
            label: t('drillBy'),
            children: others.map((name) => ({
              key: name,
              label: member(name).title,
              onClick: () => down(name),
            })),
          },
        ]
      : []),
    ...(customer === undefined
      ? []
      : [
          {
            key: 'customer',
            label: t('openCustomer'),
            onClick: () => void navigate({ to: '/customers/$id', params: { id: String(customer) } }),
          },
        ]),
    { key: 'rows', label: t('showRows'), onClick: () => openRows('rows') },
    ...(hasPeople(tile, members) ? [{ key: 'people', label: t('showPeople'), onClick: () => openRows('people') }] : []),
    ...((boards.data ?? []).length > 1
      ? [
          {
            key: 'go',
            label: t('goToBoard'),
            children: (boards.data ?? [])
              .filter((one) => one.id !== board.id)
              .slice(0, 30)
              .map((one) => ({ key: `board-${one.id}`, label: localized(one.title), onClick: () => go(one.id) })),
          },
        ]
      : []),
  ];
  return (
    <Dropdown
      open
      trigger={['click']}
      menu={{ items, autoFocus: true, onClick: close, style: { maxHeight: '70vh', overflow: 'auto' } }}
      onOpenChange={(isOpen) => (isOpen ? undefined : close())}
    >
      <span style={{ position: 'fixed', left: open.x, top: open.y, width: 1, height: 1 }} data-testid="mark-menu" />
    </Dropdown>
  );
}

function hasPeople(tile: OpenMark['tile'], members: Members): boolean {
  const name = measuresOf(tile)[0] ?? dimensionsOf(tile)[0] ?? '';
  return personFields(viewOf(name), members).length > 0;
}
