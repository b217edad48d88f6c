import type { ReactNode } from 'react';

const line = 'var(--line)';
const ink = 'var(--series-1)';
const warm = 'var(--accent)';

function Drawing({ children }: { children: ReactNode }) {
  return (
    <svg width="168" height="84" viewBox="0 0 168 84" fill="none" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

const Sheet = ({ x, y }: { x: number; y: number }) => (
  <g transform={`translate(${x} ${y})`}>
    <rect width="44" height="58" rx="3" fill="var(--surface)" stroke={line} strokeWidth="1.5" />
    <path d="M8 11h20" stroke={ink} strokeWidth="3" />
    <path d="M8 19h28M8 25h24" stroke={line} strokeWidth="2" />
    <path d="M10 50V40M18 50V34M26 50V37M34 50V30" stroke={ink} strokeWidth="5" opacity=".75" />
  </g>
);

/** A page on its way to three readers at its hour. */
export function SchedulePicture() {
  return (
    <Drawing>
      <Sheet x={10} y={13} />
      <path d="M62 42h26M88 42 116 16M88 42h28M88 42l28 26" stroke={line} strokeWidth="1.5" />
      <circle cx="76" cy="42" r="11" fill="var(--paper)" stroke={warm} strokeWidth="1.8" />
      <path d="M76 36v6l4 3" stroke={warm} strokeWidth="1.8" strokeLinecap="round" />
      {[16, 42, 68].map((y) => (
        <g key={y} transform={`translate(118 ${y - 8})`}>
          <rect width="26" height="17" rx="2.5" fill="var(--surface)" stroke={line} strokeWidth="1.5" />
          <path d="m1.5 2.5 11.5 8 11.5-8" stroke={line} strokeWidth="1.5" />
        </g>
      ))}
    </Drawing>
  );
}

/** A course that leaves its usual band. */
export function AlertPicture() {
  return (
    <Drawing>
      <path d="M8 26C40 20 70 32 160 22V48C80 58 44 44 8 50Z" fill={ink} opacity=".1" />
      <path d="M8 38 26 34l18 6 18-5 18 6 18-4 18 3 14-2 12 30" stroke={ink} strokeWidth="2" strokeLinejoin="round" />
      <circle cx="142" cy="70" r="5" fill={warm} />
      <circle cx="142" cy="70" r="10" stroke={warm} strokeWidth="1.5" opacity=".5" />
    </Drawing>
  );
}

/** Files, one of each kind. */
export function FilesPicture() {
  return (
    <Drawing>
      <Sheet x={22} y={13} />
      <g transform="translate(72 13)">
        <rect width="44" height="58" rx="3" fill="var(--surface)" stroke={line} strokeWidth="1.5" />
        <path d="M0 14h44M0 26h44M0 38h44M0 48h44M15 0v58M29 0v58" stroke={line} strokeWidth="1.2" />
        <rect width="44" height="9" rx="3" fill={ink} opacity=".75" />
      </g>
      <g transform="translate(122 13)">
        <rect width="34" height="26" rx="3" fill="var(--surface)" stroke={line} strokeWidth="1.5" />
        <path d="m6 20 7-8 6 5 9-10" stroke={warm} strokeWidth="2" strokeLinejoin="round" />
        <rect y="32" width="34" height="26" rx="3" fill="var(--surface)" stroke={line} strokeWidth="1.5" />
        <path d="M6 40h14M6 46h22" stroke={line} strokeWidth="2" />
      </g>
    </Drawing>
  );
}

/** A quiet list. */
export function NoticesPicture() {
  return (
    <Drawing>
      {[12, 34, 56].map((y, index) => (
        <g key={y} transform={`translate(24 ${y})`}>
          <rect width="120" height="17" rx="3" fill="var(--surface)" stroke={line} strokeWidth="1.5" />
          <circle cx="11" cy="8.5" r="3" fill={index === 0 ? warm : line} />
          <path d={`M22 8.5h${[70, 52, 84][index]}`} stroke={line} strokeWidth="2.5" />
        </g>
      ))}
    </Drawing>
  );
}

/** One source, several roads. */
export function ChannelsPicture() {
  return (
    <Drawing>
      <circle cx="28" cy="42" r="13" fill="var(--surface)" stroke={ink} strokeWidth="2" />
      <path d="m24 46 8-8-2 6-4 4Z" fill={warm} />
      <path d="M42 38C70 30 80 18 108 18M43 42h65M42 46c28 8 38 20 66 20" stroke={line} strokeWidth="1.5" />
      <rect x="110" y="10" width="26" height="17" rx="2.5" fill="var(--surface)" stroke={line} strokeWidth="1.5" />
      <path d="m111.5 12.5 11.5 8 11.5-8" stroke={line} strokeWidth="1.5" />
      <path d="M110 36h9l3 3h14v13h-26z" fill="var(--surface)" stroke={line} strokeWidth="1.5" />
      <path
        d="M112 60h22a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3h-14l-6 5v-5h-2z"
        fill="var(--surface)"
        stroke={line}
        strokeWidth="1.5"
      />
    </Drawing>
  );
}

/** A month in which one day is free and one weekend worked. */
export function CalendarPicture() {
  return (
    <Drawing>
      <rect x="44" y="10" width="80" height="66" rx="4" fill="var(--surface)" stroke={line} strokeWidth="1.5" />
      <path d="M44 24h80" stroke={line} strokeWidth="1.5" />
      <path d="M60 6v9M108 6v9" stroke={ink} strokeWidth="2.5" strokeLinecap="round" />
      {Array.from({ length: 15 }, (_, index) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: a drawing
          key={index}
          x={52 + (index % 5) * 14}
          y={31 + Math.floor(index / 5) * 14}
          width="9"
          height="9"
          rx="2"
          fill={index === 7 ? warm : index === 4 ? ink : line}
          opacity={index === 4 ? 0.75 : 1}
        />
      ))}
    </Drawing>
  );
}
