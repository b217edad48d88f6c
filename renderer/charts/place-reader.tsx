import { type CSSProperties, type KeyboardEvent, type RefObject, useEffect, useId, useState } from 'react';
import { useTranslation } from '../i18n/index.ts';
import styles from './charts.module.css';
import { type Frame, frameOf, type Instance, type Place, placeAfter, placeText } from './places.ts';

interface PlaceReaderProps {
  /** What the chart shows. */
  label: string;
  /** Steps from the left, each with its places from below; none is empty. */
  places: readonly (readonly Place[])[];
  chart: RefObject<Instance | null>;
  /** Changes whenever the chart is drawn anew. */
  drawn: unknown;
}

/**
 * The road to a chart's places without a pointer: one stop for the Tab key, arrow keys move a mark with its figures
 * beside it, Enter opens who is behind. To assistive software it is a slider: the one role whose arrow keys every
 * reader hands on and whose value it speaks unasked.
 */
export function PlaceReader({ label, places, chart, drawn }: PlaceReaderProps) {
  const { t } = useTranslation('frame');
  const id = useId();
  const [isOn, setIsOn] = useState(false);
  const [wanted, setWanted] = useState<[number, number]>([0, Number.MAX_SAFE_INTEGER]);
  const [frame, setFrame] = useState<Frame | null>(null);
  const [width, setWidth] = useState(0);
  // Newer figures may have fewer steps.
  const step = Math.min(wanted[0], places.length - 1);
  const row = Math.min(wanted[1], (places[step]?.length ?? 1) - 1);
  const place = places[step]?.[row];
  const spot = JSON.stringify(place?.spot);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new drawing moves what stands at a place
  useEffect(() => {
    const instance = chart.current;
    if (!instance || !isOn || spot === undefined) return;
    const at = JSON.parse(spot) as Place['spot'];
    const look = () => {
      setFrame(frameOf(instance, at));
      setWidth(instance.getWidth());
    };
    look();
    const link = 'value' in at || !at.isLink ? null : { seriesIndex: at.series, dataType: 'edge', dataIndex: at.item };
    if (link) instance.dispatchAction({ type: 'highlight', ...link });
    const observer = new ResizeObserver(look);
    observer.observe(instance.getDom());
    return () => {
      observer.disconnect();
      if (link && !instance.isDisposed()) instance.dispatchAction({ type: 'downplay', ...link });
    };
  }, [chart, isOn, spot, drawn]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      place?.onOpen?.();
      return;
    }
    const next = placeAfter(
      event.key,
      [step, row],
      places.map(({ length }) => length),
    );
    if (!next) return;
    event.preventDefault();
    setWanted(next);
  };
  if (!place) return null;
  const before = places.slice(0, step).reduce((sum, { length }) => sum + length, 0);
  return (
    <div
      className={styles.reader}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-describedby={id}
      aria-valuemin={1}
      aria-valuemax={places.reduce((sum, { length }) => sum + length, 0)}
      aria-valuenow={before + row + 1}
      aria-valuetext={placeText(place)}
      data-picture="skip"
      data-testid="chart-places"
      onFocus={() => setIsOn(true)}
      onBlur={() => setIsOn(false)}
      onKeyDown={onKeyDown}
    >
      <span id={id} className="visually-hidden">
        {t('chart.keys')}
      </span>
      {isOn && frame ? (
        <>
          <i className={styles.readerMark} data-point={frame.isPoint || undefined} style={markStyle(frame)} />
          <Card
            place={place}
            hint={place.onOpen ? t('chart.open') : t('chart.nobody')}
            style={cardStyle(frame, width)}
          />
        </>
      ) : null}
    </div>
  );
}

function Card({ place, hint, style }: { place: Place; hint: string; style: CSSProperties }) {
  return (
    <div className={`luopan-tooltip ${styles.readerCard}`} style={style} aria-hidden="true">
      <b>{place.title}</b>
      <table role="presentation">
        <tbody>
          {place.rows.map(({ color, name, value, note }) => (
            <tr key={name}>
              <td>
                <i style={color === undefined ? undefined : { background: color }} />
                {name}
              </td>
              <td>{value}</td>
              <td>{note}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>{hint}</p>
    </div>
  );
}

const markStyle = ({ left, top, width, height }: Frame): CSSProperties => ({ left, top, width, height });

/** Beside the mark, on the side with more room, so that it never covers what it tells of. */
function cardStyle({ left, top, width }: Frame, room: number): CSSProperties {
  const isRight = left + width / 2 < room / 2;
  const height = Math.max(0, top);
  return isRight ? { left: left + width + 10, top: height } : { right: room - left + 10, top: height };
}
