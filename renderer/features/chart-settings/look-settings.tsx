import { Checkbox, Input, InputNumber, Select } from 'antd';
import { type ReactNode, useId } from 'react';
import { type ChartLook, palettes, plainChartLook } from '../../../contract/chart-look.ts';
import { paletteColors } from '../../charts/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import { useTheme } from '../../ui/index.ts';
import styles from './look-settings.module.css';

interface LookSettingsProps {
  look: ChartLook;
  change: (look: ChartLook) => void;
  /** What the chart has: value axes, lines, categories whose order can be chosen, several series. */
  has: { axes: boolean; lines: boolean; order: boolean; series: boolean };
}

const units = ['auto', 'none', 'thousand', 'wan', 'million', 'yi'] as const;
const sorts = ['auto', 'value-desc', 'value-asc', 'name'] as const;
const legends = ['auto', 'top', 'bottom', 'none'] as const;

/** How a chart looks, the same for reports and tiles: colours, order, figures, axes, a line to hold it against. */
export function LookSettings({ look, change, has }: LookSettingsProps) {
  const { t } = useTranslation('explore');
  const { tokens } = useTheme();
  const set = (part: Partial<ChartLook>) => change({ ...look, ...part });
  const { reference } = look;
  const isPlain = JSON.stringify(look) === JSON.stringify(plainChartLook);
  return (
    <div className={styles.look} data-testid="look-settings">
      <Group title={t('look.colors')}>
        <Row label={t('look.palette')}>
          {(id) => (
            <Select
              id={id}
              value={look.palette}
              options={palettes.map((palette) => ({
                value: palette,
                label: (
                  <span className={styles.palette} title={t(`look.palettes.${palette}`)}>
                    {paletteColors(palette, tokens)
                      .slice(0, 6)
                      .map((color) => (
                        <i key={color} style={{ background: color }} />
                      ))}
                    <span>{t(`look.palettes.${palette}`)}</span>
                  </span>
                ),
              }))}
              onChange={(palette) => set({ palette })}
            />
          )}
        </Row>
        {has.series ? (
          <Row label={t('look.legend')}>
            {(id) => (
              <Select
                id={id}
                value={look.legend}
                options={legends.map((value) => ({ value, label: t(`look.legends.${value}`) }))}
                onChange={(legend) => set({ legend })}
              />
            )}
          </Row>
        ) : null}
        {has.order ? (
          <Row label={t('look.sort')}>
            {(id) => (
              <Select
                id={id}
                value={look.sort}
                options={sorts.map((value) => ({ value, label: t(`look.sorts.${value}`) }))}
                onChange={(sort) => set({ sort })}
              />
            )}
          </Row>
        ) : null}
      </Group>
      <Group title={t('look.figures')}>
        <div className={styles.pair}>
          <Row label={t('scale')}>
            {(id) => (
              <Select
                id={id}
                value={look.unit}
                options={units.map((value) => ({
                  value,
                  label: value === 'auto' ? t('look.automatic') : t(`scales.${value}`),
                }))}
                onChange={(unit) => set({ unit })}
              />
            )}
          </Row>
          <Row label={t('digits')}>
            {(id) => (
              <InputNumber
                id={id}
                min={0}
                max={6}
                placeholder={t('look.automatic')}
                value={look.digits}
                onChange={(digits) => set({ digits })}
              />
            )}
          </Row>
        </div>
        {has.axes ? (
          <Checkbox checked={look.showLabels} onChange={(event) => set({ showLabels: event.target.checked })}>
            {t('look.labels')}
          </Checkbox>
        ) : null}
        {has.lines ? (
          <Checkbox checked={look.isSmooth} onChange={(event) => set({ isSmooth: event.target.checked })}>
            {t('look.smooth')}
          </Checkbox>
        ) : null}
      </Group>
      {has.axes ? (
        <>
          <Group title={t('look.axes')}>
            <Row label={t('look.valueTitle')}>
              {(id) => (
                <Input
                  id={id}
                  maxLength={80}
                  value={look.valueTitle}
                  onChange={(event) => set({ valueTitle: event.target.value })}
                />
              )}
            </Row>
            <Row label={t('look.categoryTitle')}>
              {(id) => (
                <Input
                  id={id}
                  maxLength={80}
                  value={look.categoryTitle}
                  onChange={(event) => set({ categoryTitle: event.target.value })}
                />
              )}
            </Row>
            <div className={styles.pair}>
              <Row label={t('look.min')}>
                {(id) => (
                  <InputNumber
                    id={id}
                    placeholder={t('look.automatic')}
                    value={look.min}
                    onChange={(min) => set({ min })}
                  />
                )}
              </Row>
              <Row label={t('look.max')}>
                {(id) => (
                  <InputNumber
                    id={id}
                    placeholder={t('look.automatic')}
                    value={look.max}
                    onChange={(max) => set({ max })}
                  />
                )}
              </Row>
            </div>
            <Checkbox checked={look.isFromZero} onChange={(event) => set({ isFromZero: event.target.checked })}>
              {t('look.fromZero')}
            </Checkbox>
          </Group>
          <Group title={t('look.reference')}>
            <div className={styles.pair}>
              <Row label={t('look.referenceValue')}>
                {(id) => (
                  <InputNumber
                    id={id}
                    placeholder={t('look.none')}
                    value={reference?.value ?? null}
                    onChange={(value) =>
                      set({ reference: value === null ? null : { value, text: reference?.text ?? '' } })
                    }
                  />
                )}
              </Row>
              <Row label={t('look.referenceText')}>
                {(id) => (
                  <Input
                    id={id}
                    maxLength={60}
                    disabled={reference === null}
                    value={reference?.text ?? ''}
                    onChange={(event) =>
                      reference ? set({ reference: { ...reference, text: event.target.value } }) : undefined
                    }
                  />
                )}
              </Row>
            </div>
          </Group>
        </>
      ) : null}
      {isPlain ? null : (
        <button type="button" className={styles.reset} onClick={() => change(plainChartLook)}>
          {t('look.reset')}
        </button>
      )}
    </div>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.group}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Row({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className={styles.row}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
}
