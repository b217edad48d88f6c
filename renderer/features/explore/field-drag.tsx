import {
  type CollisionDetection,
  DndContext,
  type DragEndEvent,
  DragOverlay,
  PointerSensor,
  pointerWithin,
  rectIntersection,
  useDndContext,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { memo, type ReactNode, useRef } from 'react';
import type { Member } from '../../queries/index.ts';
import type { Builder } from './builder-context.ts';
import type { ChipPlace, Shelf } from './definition.ts';
import styles from './shelves.module.css';

interface FieldDragProps extends Pick<Builder, 'add' | 'move'> {
  children: ReactNode;
}

/** Carries fields of the catalogue and chips of the shelves to where they are dropped. What is below is not drawn again. */
export const FieldDrag = memo(function FieldDrag({ add, move, children }: FieldDragProps) {
  const pointerY = useRef(0);
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 5 } }));
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    const target = over?.data.current as { shelf: Shelf; index: number } | undefined;
    const { member, place } = active.data.current as { member?: Member; place?: ChipPlace };
    if (!target || !over) return;
    // Above the middle of a chip is before it, below is after it.
    const isBelow = String(over.id).startsWith('place:') && pointerY.current > over.rect.top + over.rect.height / 2;
    const index = target.index + (isBelow ? 1 : 0);
    if (member) add(member, target.shelf, index);
    else if (place) move(place, target.shelf, index);
  };
  // The innermost place under the pointer; a fast drop between places takes the nearest.
  const collisionDetection: CollisionDetection = (terms) => {
    pointerY.current = terms.pointerCoordinates?.y ?? 0;
    const within = pointerWithin(terms);
    const inner = within.filter((one) => String(one.id).startsWith('place:'));
    return inner.length > 0
      ? inner
      : within.length > 0
        ? within
        : rectIntersection(terms).filter((one) => String(one.id).startsWith('shelf:'));
  };
  return (
    <DndContext sensors={sensors} autoScroll={false} collisionDetection={collisionDetection} onDragEnd={onDragEnd}>
      {children}
      <DragOverlay dropAnimation={null}>
        <Dragged />
      </DragOverlay>
    </DndContext>
  );
});

/** The name of what is on its way, under the pointer. */
function Dragged() {
  const { active } = useDndContext();
  if (!active) return null;
  const { member, title } = active.data.current as { member?: Member; title?: string };
  return <span className={styles.overlay}>{member?.title ?? title}</span>;
}
