import { Select } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from '../../../i18n/index.ts';
import { type Member, type Members, viewOf } from '../../../queries/index.ts';
import { useBoardState } from '../board-context.ts';

interface MemberSelectProps {
  label: string;
  kind: Member['kind'];
  value: string | string[] | null;
  onChange: (names: string[]) => void;
  isMany?: boolean;
  isOptional?: boolean;
  /** Only fields of this view go together with what is chosen already. */
  view?: string | undefined;
  accepts?: (member: Member) => boolean;
}

/** One or several fields of the data model, by view; found by title, name or synonym. */
export function MemberSelect(props: MemberSelectProps) {
  const { label, kind, value, onChange, isMany = false, isOptional = false, view, accepts } = props;
  const { t } = useTranslation('boards');
  const { members } = useBoardState();
  const options = useMemo(() => optionsOf(members, kind, view, accepts), [members, kind, view, accepts]);
  const chosen = value === null ? [] : Array.isArray(value) ? value : [value];
  return (
    <Select
      aria-label={label}
      {...(isMany ? { mode: 'multiple' as const } : {})}
      showSearch={{ optionFilterProp: 'search' }}
      value={(isMany ? chosen : (chosen[0] ?? null)) as never}
      onChange={(next: string | string[] | null) =>
        onChange(next === null || next === undefined ? [] : Array.isArray(next) ? next : [next])
      }
      options={options}
      allowClear={isOptional}
      placeholder={t(isOptional ? 'none' : 'chooseField')}
      popupMatchSelectWidth={280}
    />
  );
}

function optionsOf(
  members: Members,
  kind: Member['kind'],
  view: string | undefined,
  accepts: MemberSelectProps['accepts'],
) {
  const groups = new Map<
    string,
    { label: string; options: { value: string; label: string; search: string; title: string }[] }
  >();
  for (const member of members.values()) {
    if (member.kind !== kind || (kind === 'dimension' && member.type === 'time')) continue;
    if (view !== undefined && viewOf(member.name) !== view) continue;
    if (accepts && !accepts(member)) continue;
    const group = groups.get(viewOf(member.name)) ?? { label: member.viewTitle, options: [] };
    groups.set(viewOf(member.name), group);
    group.options.push({
      value: member.name,
      label: member.title,
      search: [member.title, member.name, ...member.synonyms].join(' '),
      title: member.description ?? member.title,
    });
  }
  return [...groups.values()];
}
