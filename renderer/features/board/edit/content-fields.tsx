import { useQuery } from '@tanstack/react-query';
import { Input, Select } from 'antd';
import { z } from 'zod';
import type { TileOf } from '../../../../contract/boards.ts';
import { reportEntryOutput } from '../../../../contract/reports.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { request } from '../../../transport/index.ts';
import { downscaled } from './downscale.ts';
import styles from './edit.module.css';
import { Field, type KindProps } from './field.tsx';
import { MemberSelect } from './member-select.tsx';

export function TextFields({ tile, change }: KindProps<TileOf<'text'>>) {
  const { t } = useTranslation('boards');
  return (
    <>
      <Field label={t('text')}>
        {(id) => (
          <Input.TextArea
            id={id}
            rows={9}
            value={tile.text}
            maxLength={20_000}
            onChange={(event) => change({ ...tile, text: event.target.value })}
          />
        )}
      </Field>
      <div className={styles.field}>
        <span>{t('insertFigure')}</span>
        <MemberSelect
          label={t('insertFigure')}
          kind="measure"
          value={null}
          onChange={([name]) =>
            name
              ? change({
                  ...tile,
                  text: `${tile.text}${tile.text === '' || tile.text.endsWith(' ') ? '' : ' '}{{${name}}}`,
                })
              : undefined
          }
        />
      </div>
    </>
  );
}

export function ImageFields({ tile, change }: KindProps<TileOf<'image'>>) {
  const { t } = useTranslation('boards');
  const choose = async (file: File | undefined) => {
    if (!file) return;
    change({ ...tile, source: await downscaled(file), alt: tile.alt || file.name.replace(/\.\w+$/, '') });
  };
  return (
    <>
      <Field label={t('picture')}>
        {(id) => (
          <input id={id} type="file" accept="image/*" onChange={(event) => void choose(event.target.files?.[0])} />
        )}
      </Field>
      <Field label={t('alt')}>
        {(id) => (
          <Input
            id={id}
            value={tile.alt}
            maxLength={300}
            onChange={(event) => change({ ...tile, alt: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

export function ReportFields({ tile, change }: KindProps<TileOf<'report'>>) {
  const { t } = useTranslation('boards');
  const reports = useQuery({
    queryKey: ['reports'],
    queryFn: ({ signal }) => request('/api/v1/reports', { schema: z.array(reportEntryOutput), signal }),
  });
  const choose = (reportId: string) => {
    const title = reports.data?.find((one) => one.id === reportId)?.title ?? '';
    const isNamed = tile.title.en !== '' || tile.title['zh-CN'] !== '';
    change({ ...tile, reportId, ...(isNamed ? {} : { title: { 'zh-CN': title, en: title } }) });
  };
  return (
    <div className={styles.field}>
      <span>{t('kinds.report')}</span>
      <Select
        aria-label={t('kinds.report')}
        showSearch={{ optionFilterProp: 'label' }}
        value={tile.reportId === '' ? null : tile.reportId}
        placeholder={t('chooseReport')}
        options={(reports.data ?? [])
          .filter(({ kind }) => kind === 'pivot')
          .map(({ id, title }) => ({ value: id, label: title }))}
        onChange={(id: string | null) => choose(id ?? '')}
      />
    </div>
  );
}
