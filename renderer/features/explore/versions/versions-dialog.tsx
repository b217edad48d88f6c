import { useQuery } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useState } from 'react';
import type { Report, ReportDefinition } from '../../../../contract/reports.ts';
import { PageError } from '../../../errors/index.ts';
import { useLanguage, useTranslation } from '../../../i18n/index.ts';
import { DifferenceTable } from '../../../ui/index.ts';
import { VersionsBeside } from '../../model/index.ts';
import { useBuilder } from '../builder-context.ts';
import { reportVersionQuery, useReportVersions } from '../report-requests.ts';
import { readerOf } from '../use-reader.ts';
import { type ComparedReport, comparedParts } from './report-difference.ts';
import { useReportWords } from './use-report-words.ts';

interface VersionsDialogProps {
  report: Report;
  /** Takes a version into the builder, as one step of undo. */
  open: (definition: ReportDefinition) => void;
  close: () => void;
}

const inBuilder = 0;

/** Versions of a report: what differs between two of them, or from what stands in the builder. */
export function VersionsDialog({ report, open, close }: VersionsDialogProps) {
  const { t } = useTranslation('explore');
  const { definition } = useBuilder();
  const list = useReportVersions(report.id);
  const versions = (list.data ?? []).map(({ savedAt, ...one }) => ({ ...one, at: savedAt }));
  const [chosen, setChosen] = useState<number | null>(null);
  const [against, setAgainst] = useState(inBuilder);
  const shown = versions.find(({ version }) => version === chosen)?.version ?? versions[0]?.version;
  const old = useQuery({ ...reportVersionQuery(report.id, shown ?? 0), enabled: shown !== undefined });
  const other = useQuery({ ...reportVersionQuery(report.id, against), enabled: against !== inBuilder });
  const now: ComparedReport = { title: report.title, description: report.description, definition };
  const after = against === inBuilder ? now : other.data;
  const nameOf = (version: number) => (version === inBuilder ? t('inBuilder') : t('version', { version }));
  const choices = [inBuilder, ...versions.map(({ version }) => version).filter((version) => version !== shown)];
  const fault = [list, old, other].find(({ isError }) => isError);
  return (
    <Modal
      open
      width={1040}
      title={t('versionsOf', { title: report.title })}
      onCancel={close}
      okText={shown === undefined ? t('restore') : t('restoreVersion', { version: shown })}
      okButtonProps={{ disabled: !old.data }}
      onOk={() => old.data && open(old.data.definition)}
    >
      {fault ? <PageError error={fault.error} onRetry={() => void fault.refetch()} /> : null}
      <VersionsBeside
        versions={versions}
        shown={shown}
        onChoose={(version) => {
          setChosen(version);
          if (version === against) setAgainst(inBuilder);
        }}
        against={against}
        choices={choices.map((value) => ({ value, label: nameOf(value) }))}
        onAgainst={setAgainst}
        testId="report-versions"
        isBusy={list.isFetching || old.isFetching || other.isFetching}
      >
        {old.data && after ? (
          <Difference
            before={{ name: nameOf(old.data.version), report: old.data }}
            after={{ name: nameOf(against), report: after }}
          />
        ) : null}
      </VersionsBeside>
    </Modal>
  );
}

interface Named {
  name: string;
  report: ComparedReport;
}

function Difference({ before, after }: { before: Named; after: Named }) {
  const { t } = useTranslation('explore');
  const language = useLanguage();
  const { members } = useBuilder();
  const words = useReportWords((definition) => readerOf(definition, members, language));
  const rows = comparedParts(before.report, after.report, words);
  return (
    <>
      {rows.some(({ isChanged }) => isChanged) ? null : <p>{t('versionsAlike')}</p>}
      <DifferenceTable
        label={t('versionsOf', { title: after.report.title })}
        heads={{ part: t('reportPart'), before: before.name, after: after.name }}
        groups={[
          {
            id: 'report',
            rows: rows.map(({ part, isInSettings, ...row }) => ({
              ...row,
              part: t(`reportParts.${part}`),
              note: isInSettings ? t('settingsDiffer') : undefined,
            })),
          },
        ]}
      />
    </>
  );
}
