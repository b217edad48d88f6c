import { Select } from 'antd';
import { type CsvEncoding, csvEncodings } from '../../../contract/exports.ts';
import { useTranslation } from '../../i18n/index.ts';

interface EncodingSelectProps {
  value: CsvEncoding;
  onChange: (encoding: CsvEncoding) => void;
}

/** How the signs of plain text are written. */
export function EncodingSelect({ value, onChange }: EncodingSelectProps) {
  const { t } = useTranslation('print');
  return (
    <Select
      value={value}
      onChange={onChange}
      aria-label={t('encoding')}
      options={csvEncodings.map((one) => ({ value: one, label: t(`encodings.${one}`) }))}
    />
  );
}
