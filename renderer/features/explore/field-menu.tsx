import { Dropdown, Tooltip } from 'antd';
import { type RefObject, useEffect, useMemo, useState } from 'react';
import { useTranslation } from '../../i18n/index.ts';
import { type Member, type Members, viewOf } from '../../queries/index.ts';
import { useBuilder } from './builder-context.ts';
import { mayDrop, shelves } from './definition.ts';

const hintDelayMs = 500;

interface ListProps {
  /** The list whose fields name themselves by `data-member`. */
  list: RefObject<HTMLElement | null>;
}

function fieldAt(event: Event): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement>('[data-member]') : null;
}

/** What the field under the pointer means, or why it does not go with the others: one hint for all fields of a list. */
export function FieldHint({ list }: ListProps) {
  const { t } = useTranslation('explore');
  const { members, subject } = useBuilder();
  const [field, setField] = useState<HTMLElement | null>(null);
  useEffect(() => {
    const element = list.current;
    if (!element) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let current: HTMLElement | null = null;
    const hide = () => {
      clearTimeout(timer);
      current = null;
      setField(null);
    };
    const over = (event: Event) => {
      const next = fieldAt(event);
      if (next === current) return;
      hide();
      current = next;
      if (next) timer = setTimeout(() => setField(next), hintDelayMs);
    };
    const listeners = [
      ['pointerover', over],
      ['pointerleave', hide],
      ['pointerdown', hide],
      ['scroll', hide],
    ] as const;
    for (const [type, listener] of listeners) element.addEventListener(type, listener, { passive: true });
    return () => {
      clearTimeout(timer);
      for (const [type, listener] of listeners) element.removeEventListener(type, listener);
    };
  }, [list]);
  const member = field ? members.get(field.dataset.member ?? '') : undefined;
  if (!field || !member) return null;
  const hint = isForeign(member, subject)
    ? t('otherSubject', { subject: titleOf(subject, members) })
    : member.description;
  const { left, top, width, height } = field.getBoundingClientRect();
  return (
    <Tooltip key={member.name} open title={hint} placement="right">
      <span style={{ position: 'fixed', left, top, width, height, pointerEvents: 'none' }} />
    </Tooltip>
  );
}

/** Right click on a field, or the menu key, names the places that it may go to. */
export function FieldMenu({ list }: ListProps) {
  const { t } = useTranslation('explore');
  const { members, subject, add } = useBuilder();
  const [open, setOpen] = useState<{ field: HTMLElement; x: number; y: number } | null>(null);
  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const show = (event: MouseEvent) => {
      const field = fieldAt(event);
      if (!field) return;
      event.preventDefault();
      setOpen({ field, x: event.clientX, y: event.clientY });
    };
    element.addEventListener('contextmenu', show);
    return () => element.removeEventListener('contextmenu', show);
  }, [list]);
  const member = open ? members.get(open.field.dataset.member ?? '') : undefined;
  const items = useMemo(() => {
    if (!member || isForeign(member, subject)) return [];
    return shelves
      .filter((shelf) => mayDrop(member, shelf))
      .map((shelf) => ({
        key: shelf,
        label: t('addTo', { shelf: t(`shelves.${shelf}`) }),
        onClick: () => add(member, shelf),
      }));
  }, [member, subject, add, t]);
  if (!open || items.length === 0) return null;
  const close = () => {
    setOpen(null);
    open.field.focus();
  };
  return (
    <Dropdown
      key={`${open.x}/${open.y}`}
      open
      trigger={['click']}
      menu={{ items, autoFocus: true, onClick: close }}
      onOpenChange={(isOpen) => (isOpen ? undefined : close())}
    >
      <span style={{ position: 'fixed', left: open.x, top: open.y, width: 1, height: 1 }} />
    </Dropdown>
  );
}

const isForeign = (member: Member, subject: string | null) => subject !== null && viewOf(member.name) !== subject;

function titleOf(subject: string | null, members: Members): string {
  for (const member of members.values()) if (viewOf(member.name) === subject) return member.viewTitle;
  return '';
}
