import { Button, Modal } from 'antd';
import { useState } from 'react';
import type { MemberDefinition, MemberVersion } from '../../../contract/model.ts';
import { useTranslation } from '../../i18n/index.ts';
import { useMembers, viewOf } from '../../queries/index.ts';
import { DifferenceTable } from '../../ui/index.ts';
import { comparedRows } from './definition-rows.ts';
import { VersionsBeside } from './versions-beside.tsx';

interface MemberVersionsProps {
  versions: readonly MemberVersion[];
  /** What stands in the form; null while it is unfinished. */
  current: MemberDefinition | null;
  onTake: (definition: MemberDefinition) => void;
}

const inForm = 0;

/** Versions of a metric or dimension, two of them side by side; each can be taken back into the form. */
export function MemberVersions({ versions, current, onTake }: MemberVersionsProps) {
  const { t } = useTranslation('model');
  const [isOpen, setIsOpen] = useState(false);
  const [chosen, setChosen] = useState<number | null>(null);
  const [against, setAgainst] = useState(inForm);
  const shown = versions.find(({ version }) => version === chosen) ?? versions[0];
  const other =
    against === inForm && current !== null
      ? { name: t('inForm'), definition: current }
      : versionOf(versions.find(({ version }) => version === against) ?? versions[0]);
  function versionOf(one: MemberVersion | undefined) {
    return one ? { name: t('version', { version: one.version }), definition: one.definition } : null;
  }
  const choices = [
    ...(current === null ? [] : [{ value: inForm, label: t('inForm') }]),
    ...versions.map(({ version }) => ({ value: version, label: t('version', { version }) })),
  ];
  return (
    <>
      <Button size="small" onClick={() => setIsOpen(true)} data-testid="member-compare">
        {t('compareVersions')}
      </Button>
      <Modal
        open={isOpen}
        width={1040}
        title={t('compareVersions')}
        onCancel={() => setIsOpen(false)}
        okText={shown ? t('restoreVersion', { version: shown.version }) : ''}
        okButtonProps={{ disabled: !shown }}
        onOk={() => {
          if (shown) onTake(shown.definition);
          setIsOpen(false);
        }}
        destroyOnHidden
      >
        <VersionsBeside
          versions={versions}
          shown={shown?.version}
          onChoose={setChosen}
          against={other !== null && choices.some(({ value }) => value === against) ? against : null}
          choices={choices}
          onAgainst={setAgainst}
          testId="member-versions"
        >
          {shown && other ? (
            <SideBySide
              before={{ name: t('version', { version: shown.version }), definition: shown.definition }}
              after={other}
            />
          ) : null}
        </VersionsBeside>
      </Modal>
    </>
  );
}

interface Named {
  name: string;
  definition: MemberDefinition;
}

function SideBySide({ before, after }: { before: Named; after: Named }) {
  const { t } = useTranslation('model');
  const members = useMembers().data;
  const rows = comparedRows(before.definition, after.definition, (group, code) => {
    if (group === 'members') return members?.get(code)?.title ?? code;
    if (group !== 'views') return t(`${group}.${code}` as 'operators.equals');
    return [...(members?.values() ?? [])].find(({ name }) => viewOf(name) === code)?.viewTitle ?? code;
  });
  return (
    <DifferenceTable
      label={t('difference')}
      heads={{ part: t('definitionPart'), before: before.name, after: after.name }}
      groups={[
        {
          id: 'member',
          rows: rows.map((row) => ({
            ...row,
            part: t(`definitionParts.${row.path.replaceAll('.', '_')}` as 'definitionParts.view'),
            isChanged: row.before !== row.after,
          })),
        },
      ]}
    />
  );
}
