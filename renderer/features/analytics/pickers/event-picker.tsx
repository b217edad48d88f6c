import { Checkbox, Input, Popover } from 'antd';
import { useMemo, useRef, useState } from 'react';
import type { EventEntity } from '../../../../contract/analytics.ts';
import { formatCount } from '../../../format/index.ts';
import { useWorld, type World } from '../frame/world.ts';
import { entityName, eventName, namesOf } from './event-words.ts';
import styles from './pickers.module.css';

/** More than this nobody reads; typing finds the rest. */
const shownAtMost = 200;

interface EventPickerProps {
  entity: EventEntity;
  onChange: (entity: EventEntity) => void;
  /** What is chosen here, for those who do not see it. */
  label: string;
  /** Whether "any event" is a choice. */
  allowsAny?: boolean;
}

/** The events of an entity: a button with their names, and a searchable list with counts. */
export function EventPicker({ entity, onChange, label, allowsAny = true }: EventPickerProps) {
  const world = useWorld();
  const [isOpen, setIsOpen] = useState(false);
  const name = entityName(entity, world);
  return (
    <Popover
      open={isOpen}
      onOpenChange={setIsOpen}
      trigger="click"
      placement="bottomLeft"
      destroyOnHidden
      content={
        <EventList
          chosen={namesOf(entity)}
          allowsAny={allowsAny}
          onChoose={(names, isFinal) => {
            onChange({ ...entity, ...fieldsOf(names) });
            if (isFinal) setIsOpen(false);
          }}
        />
      }
    >
      <button type="button" className={styles.eventButton} aria-label={`${label}: ${name}`} title={name}>
        {name}
      </button>
    </Popover>
  );
}

function fieldsOf(names: string[]): Pick<EventEntity, 'event' | 'anyOf'> {
  const [first] = names;
  return names.length > 1 ? { event: null, anyOf: names } : { event: first ?? null, anyOf: undefined };
}

interface EventListProps {
  chosen: string[];
  allowsAny: boolean;
  onChoose: (names: string[], isFinal: boolean) => void;
}

function EventList({ chosen, allowsAny, onChoose }: EventListProps) {
  const world = useWorld();
  const { t } = world;
  const [search, setSearch] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const found = useMemo(() => eventsLike(world, search), [world, search]);
  const groups = [
    { title: t('eventsDerived'), events: found.filter(({ isDerived }) => isDerived) },
    { title: t('eventsTracked'), events: found.filter(({ isDerived }) => !isDerived).slice(0, shownAtMost) },
  ].filter(({ events }) => events.length > 0);
  const toggle = (name: string) =>
    onChoose(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name], false);
  const move = (event: React.KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    const buttons = [...(list.current?.querySelectorAll<HTMLButtonElement>('button') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    buttons[Math.max(0, Math.min(buttons.length - 1, at + (event.key === 'ArrowDown' ? 1 : -1)))]?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the buttons inside
    <div className={styles.eventList} onKeyDown={move}>
      <Input
        autoFocus
        allowClear
        value={search}
        placeholder={t('searchEvents')}
        aria-label={t('searchEvents')}
        onChange={(event) => setSearch(event.target.value)}
        onPressEnter={() => {
          const [first] = found;
          if (first) onChoose([first.name], true);
        }}
      />
      <div className={styles.eventRows} ref={list}>
        {allowsAny && search === '' ? (
          <div className={styles.eventRow} data-chosen={chosen.length === 0}>
            <span className={styles.check} />
            <button type="button" onClick={() => onChoose([], true)}>
              <span>{t('anyEvent')}</span>
            </button>
          </div>
        ) : null}
        {groups.map(({ title, events }) => (
          <section key={title} aria-label={title}>
            <h3 className={styles.eventGroup}>{title}</h3>
            {events.map((event) => (
              <div key={event.name} className={styles.eventRow} data-chosen={chosen.includes(event.name)}>
                <Checkbox
                  className={styles.check ?? ''}
                  checked={chosen.includes(event.name)}
                  onChange={() => toggle(event.name)}
                  aria-label={eventName(event.name, world)}
                />
                <button type="button" onClick={() => onChoose([event.name], true)}>
                  <span>{eventName(event.name, world)}</span>
                  <small>{t('eventPeople', { count: event.people, people: formatCount(event.people) })}</small>
                </button>
              </div>
            ))}
          </section>
        ))}
        {found.length === 0 ? <p className={styles.nothing}>{t('nothingFound')}</p> : null}
      </div>
      <p className={styles.pickerHint}>{t('severalHint')}</p>
    </div>
  );
}

function eventsLike(world: World, search: string): World['events'] {
  const wanted = search.trim().toLowerCase();
  if (wanted === '') return world.events;
  return world.events.filter(({ name }) => `${name} ${eventName(name, world)}`.toLowerCase().includes(wanted));
}
