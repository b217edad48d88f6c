import { useDraggable, useDroppable } from '@dnd-kit/core';
import { Popover } from 'antd';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from '../../i18n/index.ts';
import { CloseIcon, WarningIcon } from '../../ui/index.ts';
import { useBuilder } from './builder-context.ts';
import { type ChipPlace, mayDrop, memberOfChip, type Shelf, shelves } from './definition.ts';
import styles from './shelves.module.css';

interface ChipProps {
  place: ChipPlace;
  title: string;
  note: string;
  settings: ReactNode;
  /** A filter that says nothing yet asks at once what it should say. */
  opensAtOnce?: boolean;
}

/** A field on a shelf: dragged or moved by keys, opened for its settings, taken away. */
export function Chip({ place, title, note, settings, opensAtOnce = false }: ChipProps) {
  const { t } = useTranslation('explore');
  const { definition, members, remove, move, say } = useBuilder();
  const [isOpen, setIsOpen] = useState(opensAtOnce);
  const { shelf, index } = place;
  const name = memberOfChip(definition, place);
  const member = name === null ? undefined : members.get(name);
  const isMissing = name !== null && !member;
  const opener = useRef<HTMLButtonElement>(null);
  const drag = useDraggable({ id: `chip:${shelf}:${index}`, data: { place, title } });
  const drop = useDroppable({ id: `place:${shelf}:${index}`, data: { shelf, index } });
  const shift = (to: Shelf, at: number) => {
    move(place, to, at);
    say(t('moved', { field: title, shelf: t(`shelves.${to}`), place: Math.max(1, Math.min(at, index + 2)) }));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLButtonElement>) => {
    if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      remove(place);
      say(t('removed', { field: title }));
    } else if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      if (event.key === 'ArrowUp' && index > 0) shift(shelf, index - 1);
      else if (event.key === 'ArrowDown') shift(shelf, index + 2);
    } else if (event.altKey && (event.key === 'ArrowLeft' || event.key === 'ArrowRight') && member) {
      event.preventDefault();
      const allowed = shelves.filter((one) => mayDrop(member, one));
      const step = event.key === 'ArrowRight' ? 1 : -1;
      const to = allowed[(allowed.indexOf(shelf) + step + allowed.length) % allowed.length];
      if (to && to !== shelf) shift(to, 99);
    }
  };
  const button = (
    <button
      type="button"
      ref={opener}
      className={styles.chipButton}
      onKeyDown={onKeyDown}
      onClick={() => setIsOpen(!isOpen)}
      aria-haspopup={settings ? 'dialog' : undefined}
      aria-expanded={settings ? isOpen : undefined}
      title={isMissing ? t('missing') : t('chipKeys')}
      {...drag.listeners}
    >
      {isMissing ? <WarningIcon size={14} /> : null}
      <span className={styles.chipTitle}>{title}</span>
      {note ? <span className={styles.chipNote}>{note}</span> : null}
    </button>
  );
  return (
    <li
      ref={(element) => {
        drag.setNodeRef(element);
        drop.setNodeRef(element);
      }}
      className={styles.chip}
      data-missing={isMissing}
      data-dragging={drag.isDragging}
      data-over={drop.isOver}
      data-testid={`chip-${shelf}-${index}`}
    >
      {settings ? (
        <Popover
          open={isOpen}
          onOpenChange={setIsOpen}
          trigger="click"
          placement="rightTop"
          destroyOnHidden
          content={
            <section
              aria-label={title}
              className={styles.settings}
              onKeyDown={(event) => {
                if (event.key !== 'Escape') return;
                setIsOpen(false);
                opener.current?.focus();
              }}
            >
              {settings}
            </section>
          }
        >
          {button}
        </Popover>
      ) : (
        button
      )}
      <button
        type="button"
        className={styles.chipRemove}
        aria-label={`${t('remove')} ${title}`}
        onClick={() => remove(place)}
      >
        <CloseIcon size={14} />
      </button>
    </li>
  );
}
