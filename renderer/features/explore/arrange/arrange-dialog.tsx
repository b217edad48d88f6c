import {
  DndContext,
  type DragEndEvent,
  PointerSensor,
  useDraggable,
  useDroppable,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { Button, Input, Modal } from 'antd';
import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import type { AxisField } from '../../../../contract/pivot.ts';
import { pivotWords } from '../../../../contract/pivot-labels.ts';
import { formatCount } from '../../../format/index.ts';
import { useLanguage, useTranslation } from '../../../i18n/index.ts';
import { CloseIcon, PlusIcon, useSettled } from '../../../ui/index.ts';
import { useBuilder } from '../builder-context.ts';
import styles from './arrange.module.css';
import {
  freeName,
  groupLanes,
  groupsOf,
  type Lane,
  laneOf,
  orderLanes,
  orderOf,
  ownLane,
  placed,
  restLane,
  shifted,
} from './lanes.ts';
import { useValues } from './use-values.ts';

interface ArrangeDialogProps {
  field: AxisField;
  /** What is arranged: the order of values, or the groups they are in. */
  what: 'order' | 'groups';
  set: (part: Partial<AxisField>) => void;
  close: () => void;
}

/** Values of a field, dragged or moved by keys into an order of one's own or into groups. */
export function ArrangeDialog({ field, what, set, close }: ArrangeDialogProps) {
  const { t } = useTranslation('explore');
  const language = useLanguage();
  const { fieldTitle, say } = useBuilder();
  const [lanes, setLanes] = useState<Lane[]>(() => (what === 'order' ? orderLanes(field) : groupLanes(field)));
  // What is in no group is seen too, unless somebody wants it left out.
  const [other, setOther] = useState(field.groups ? (field.groups.other ?? '') : pivotWords[language].other);
  const [search, setSearch] = useState('');
  const { rows, total, write } = useValues(field.member, useSettled(search, 200));
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }));
  const listed = new Set(lanes.flatMap(({ values }) => values));
  const rest = rows.filter(({ value }) => !listed.has(value));
  const shown = lanes.map((lane) =>
    lane.id === restLane ? { ...lane, values: rest.map(({ value }) => value) } : lane,
  );
  const figures = new Map(rows.map(({ value, figure }) => [value, figure]));
  const nameOf = ({ id, name }: Lane) =>
    id === restLane
      ? t(what === 'order' ? 'arrange.unlisted' : 'arrange.ungrouped')
      : id === ownLane
        ? t('sortList')
        : name;
  const addGroup = (value?: string) => {
    // Made once: React may work the change out again, and the lane must stay the one that is being named.
    const id = `n${Date.now().toString(36)}${lanes.length}`;
    setLanes((now) => {
      const name = freeName(now, (number) => t('arrange.groupName', { number }), other);
      const added = [...now, { id, name, values: [] }];
      return value === undefined ? added : placed(added, value, id);
    });
  };
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    const to = over?.data.current as { lane: string; before?: string } | undefined;
    const value = String(active.data.current?.value ?? '');
    if (!to) return;
    if (to.lane === 'new') addGroup(value);
    else setLanes((now) => placed(now, value, to.lane, to.before ?? null));
  };
  const { box, keepFocus } = useFocusKept();
  const onKeyDown = (event: KeyboardEvent, value: string) => {
    if (!event.altKey || !event.key.startsWith('Arrow')) return;
    event.preventDefault();
    keepFocus(value);
    const own = laneOf(lanes, value);
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      setLanes((now) => shifted(now, value, event.key === 'ArrowUp' ? -1 : 1));
      return;
    }
    const at = lanes.findIndex(({ id }) => id === own) + (event.key === 'ArrowRight' ? 1 : -1);
    const next = lanes[(at + lanes.length) % lanes.length];
    if (!next) return;
    setLanes((now) => placed(now, value, next.id));
    say(t('arrange.moved', { value, lane: nameOf(next) }));
  };
  const apply = () => {
    if (what === 'groups') set({ groups: groupsOf(lanes, other) });
    else set({ sort: orderOf(lanes, field) });
    close();
  };
  return (
    <Modal
      open
      width={760}
      title={t(what === 'order' ? 'arrange.order' : 'arrange.groups', { field: fieldTitle(field.id, field.member) })}
      okText={t('apply')}
      onOk={apply}
      onCancel={close}
    >
      <p className={styles.hint}>{t('arrange.hint')}</p>
      <DndContext sensors={sensors} onDragEnd={onDragEnd}>
        <div className={styles.lanes} data-testid="arrange" ref={box}>
          {shown.map((lane) => (
            <LaneBox key={lane.id} lane={lane} name={nameOf(lane)}>
              {lane.id === restLane ? (
                <Input
                  size="small"
                  allowClear
                  aria-label={t('arrange.search')}
                  placeholder={t('arrange.search')}
                  value={search}
                  onChange={(event) => setSearch(event.target.value)}
                />
              ) : lane.id === ownLane ? null : (
                <div className={styles.head}>
                  <Input
                    size="small"
                    maxLength={80}
                    aria-label={t('arrange.name')}
                    value={lane.name}
                    onChange={(event) => {
                      const name = event.target.value;
                      setLanes((now) => now.map((one) => (one.id === lane.id ? { ...one, name } : one)));
                    }}
                  />
                  <Button
                    size="small"
                    type="text"
                    icon={<CloseIcon size={14} />}
                    aria-label={t('arrange.remove', { name: lane.name })}
                    onClick={() => setLanes((now) => now.filter(({ id }) => id !== lane.id))}
                  />
                </div>
              )}
              <ul className={styles.values}>
                {lane.values.map((value) => (
                  <ValueItem
                    key={value}
                    {...{ value, lane: lane.id, figure: write(figures.get(value) ?? null), onKeyDown }}
                  />
                ))}
                {lane.hasEmpty ? <li className={styles.empty}>{pivotWords[language].empty}</li> : null}
              </ul>
              {lane.id === restLane && total > rows.length ? (
                <small>{t('truncatedRows', { shown: formatCount(rows.length), total: formatCount(total) })}</small>
              ) : null}
            </LaneBox>
          ))}
          {what === 'groups' ? <NewGroup onAdd={() => addGroup()} /> : null}
        </div>
      </DndContext>
      {what === 'groups' ? (
        // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
        <label className={styles.other}>
          <span>{t('groupsOther')}</span>
          <Input size="small" maxLength={80} value={other} onChange={(event) => setOther(event.target.value)} />
        </label>
      ) : null}
    </Modal>
  );
}

/** A value moved by keys has the focus where it lies then: it is drawn anew there, or beyond what is listed. */
function useFocusKept() {
  const box = useRef<HTMLDivElement>(null);
  const moved = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (moved.current === null) return;
    const item = box.current?.querySelector<HTMLElement>(`[data-value="${CSS.escape(moved.current)}"]`);
    (item ?? box.current?.querySelector<HTMLElement>('input'))?.focus();
    moved.current = null;
  });
  const keepFocus = (value: string) => {
    moved.current = value;
  };
  return { box, keepFocus };
}

function LaneBox({ lane, name, children }: { lane: Lane; name: string; children: ReactNode }) {
  const { setNodeRef, isOver } = useDroppable({ id: `lane:${lane.id}`, data: { lane: lane.id } });
  return (
    <section
      ref={setNodeRef}
      className={styles.lane}
      data-over={isOver}
      aria-label={name}
      data-testid={`lane-${lane.id}`}
    >
      {lane.id === restLane || lane.id === ownLane ? <h3>{name}</h3> : null}
      {children}
    </section>
  );
}

interface ValueItemProps {
  value: string;
  lane: string;
  figure: string | null;
  onKeyDown: (event: KeyboardEvent, value: string) => void;
}

function ValueItem({ value, lane, figure, onKeyDown }: ValueItemProps) {
  const drag = useDraggable({ id: `value:${value}`, data: { value } });
  const drop = useDroppable({
    id: `before:${lane}:${value}`,
    data: { lane, before: value },
    disabled: lane === restLane,
  });
  const { transform } = drag;
  return (
    <li ref={drop.setNodeRef} data-over={drop.isOver}>
      <button
        type="button"
        ref={drag.setNodeRef}
        {...drag.listeners}
        className={styles.value}
        data-dragging={drag.isDragging}
        style={transform ? { transform: `translate(${transform.x}px, ${transform.y}px)` } : undefined}
        onKeyDown={(event) => onKeyDown(event, value)}
        data-value={value}
        title={value}
      >
        <span>{value}</span>
        {figure === null ? null : <small>{figure}</small>}
      </button>
    </li>
  );
}

function NewGroup({ onAdd }: { onAdd: () => void }) {
  const { t } = useTranslation('explore');
  const { setNodeRef, isOver } = useDroppable({ id: 'lane:new', data: { lane: 'new' } });
  return (
    <div ref={setNodeRef} className={styles.fresh} data-over={isOver} data-testid="lane-new">
      <Button type="text" icon={<PlusIcon size={16} />} onClick={onAdd}>
        {t('arrange.newGroup')}
      </Button>
    </div>
  );
}
