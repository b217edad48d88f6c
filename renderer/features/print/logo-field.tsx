import { Button } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from '../../i18n/index.ts';
import styles from './export.module.css';

const maxBytes = 280_000;

interface LogoFieldProps {
  logo: string | undefined;
  onChange: (logo: string | undefined) => void;
}

/** A picture for the cover; it stays in this order and goes nowhere else. */
export function LogoField({ logo, onChange }: LogoFieldProps) {
  const { t } = useTranslation('print');
  const input = useRef<HTMLInputElement>(null);
  const [isTooLarge, setIsTooLarge] = useState(false);
  const take = async (file: File | undefined) => {
    if (!file) return;
    setIsTooLarge(file.size > maxBytes);
    if (file.size > maxBytes) return;
    const reader = new FileReader();
    reader.onload = () => onChange(String(reader.result));
    reader.readAsDataURL(file);
  };
  return (
    <div className={styles.field}>
      <span className={styles.label}>{t('logo')}</span>
      <div className={styles.logo}>
        {logo ? <img src={logo} alt={t('logo')} /> : null}
        <input
          ref={input}
          type="file"
          accept="image/png,image/jpeg,image/webp"
          hidden
          aria-label={t('logo')}
          onChange={(event) => void take(event.target.files?.[0])}
        />
        <Button size="small" onClick={() => input.current?.click()}>
          {t('choosePicture')}
        </Button>
        {logo ? (
          <Button size="small" type="text" onClick={() => onChange(undefined)}>
            {t('remove')}
          </Button>
        ) : null}
      </div>
      {isTooLarge ? <span className={styles.fault}>{t('logoTooLarge')}</span> : null}
    </div>
  );
}
