import type { ReactNode } from 'react';

/** Line icons drawn on a 20 px square in the colour of their text; always beside words or an aria-label. */
function icon(paths: ReactNode) {
  return function Icon({ size = 20 }: { size?: number }) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 20 20"
        fill="none"
        stroke="currentColor"
        strokeWidth={1.5}
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
      >
        {paths}
      </svg>
    );
  };
}

export const BoardIcon = icon(
  <>
    <rect x="3" y="3" width="6" height="7" rx="1" />
    <rect x="12" y="3" width="5" height="4" rx="1" />
    <rect x="12" y="10" width="5" height="7" rx="1" />
    <rect x="3" y="13" width="6" height="4" rx="1" />
  </>,
);
export const ImportIcon = icon(
  <>
    <path d="M10 3v9.5M6.5 9.5 10 13l3.5-3.5" />
    <path d="M3 13.5V16a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1v-2.5" />
  </>,
);
export const DataIcon = icon(
  <>
    <ellipse cx="10" cy="5" rx="6" ry="2.3" />
    <path d="M4 5v10c0 1.3 2.7 2.3 6 2.3s6-1 6-2.3V5M4 10c0 1.3 2.7 2.3 6 2.3s6-1 6-2.3" />
  </>,
);
export const SettingsIcon = icon(
  <>
    <path d="M3 6h7M14 6h3M3 14h3M10 14h7" />
    <circle cx="12" cy="6" r="2" />
    <circle cx="8" cy="14" r="2" />
  </>,
);
export const SunIcon = icon(
  <>
    <circle cx="10" cy="10" r="3.2" />
    <path d="M10 2.5v1.8M10 15.7v1.8M2.5 10h1.8M15.7 10h1.8M4.7 4.7 6 6M14 14l1.3 1.3M15.3 4.7 14 6M6 14l-1.3 1.3" />
  </>,
);
export const MoonIcon = icon(<path d="M16.5 12.2A7 7 0 0 1 7.8 3.5a7 7 0 1 0 8.7 8.7Z" />);
export const RailIcon = icon(
  <>
    <rect x="3" y="4" width="14" height="12" rx="2" />
    <path d="M8 4v12" />
  </>,
);
export const PresentIcon = icon(
  <path d="M3 7V4a1 1 0 0 1 1-1h3M13 3h3a1 1 0 0 1 1 1v3M17 13v3a1 1 0 0 1-1 1h-3M7 17H4a1 1 0 0 1-1-1v-3" />,
);
export const CalendarIcon = icon(
  <>
    <rect x="3" y="4" width="14" height="13" rx="1.5" />
    <path d="M3 8h14M7 2.5V5M13 2.5V5" />
  </>,
);
export const ChevronIcon = icon(<path d="m6 8 4 4 4-4" />);
export const CloseIcon = icon(<path d="m5.5 5.5 9 9M14.5 5.5l-9 9" />);
export const InfoIcon = icon(
  <>
    <circle cx="10" cy="10" r="7" />
    <path d="M10 9.2v4.3M10 6.4v.1" />
  </>,
);
export const KeyboardIcon = icon(
  <>
    <rect x="2.5" y="5" width="15" height="10" rx="1.5" />
    <path d="M5.5 8h.01M8.5 8h.01M11.5 8h.01M14.5 8h.01M6.5 12h7" />
  </>,
);
export const CheckIcon = icon(<path d="m4.5 10.5 3.5 3.5 7.5-8" />);

/** The product's mark: a compass needle in ink and vermilion. */
export function CompassMark({ size = 30 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden="true" focusable="false">
      <circle cx="16" cy="16" r="14" stroke="var(--ink)" strokeWidth="1.8" />
      <path d="M16 5.5 19 16h-6z" fill="var(--accent)" />
      <path d="M16 26.5 13 16h6z" fill="var(--ink)" />
      <circle cx="16" cy="16" r="1.3" fill="var(--paper)" />
    </svg>
  );
}

export const WarningIcon = icon(
  <>
    <path d="M10 3 18 16.5H2z" />
    <path d="M10 8.2v4M10 14.4v.1" />
  </>,
);
export const FunnelIcon = icon(<path d="M3 4h14l-5.5 6.5V16l-3 1.5v-7z" />);
export const PeopleIcon = icon(
  <>
    <circle cx="7.5" cy="7" r="2.8" />
    <path d="M2.5 16c.4-3 2.4-4.6 5-4.6s4.6 1.6 5 4.6M13 4.6a2.6 2.6 0 0 1 0 4.8M14.6 11.8c1.7.6 2.7 2 2.9 4.2" />
  </>,
);

export const PersonIcon = icon(
  <>
    <circle cx="10" cy="7" r="3.2" />
    <path d="M4 17c.5-3.6 2.9-5.4 6-5.4s5.5 1.8 6 5.4" />
  </>,
);
export const PlusIcon = icon(<path d="M10 4v12M4 10h12" />);
export const UndoIcon = icon(<path d="M7 4 3.5 7.5 7 11M3.5 7.5H12a4.5 4.5 0 0 1 0 9H8" />);
export const RedoIcon = icon(<path d="M13 4l3.5 3.5L13 11M16.5 7.5H8a4.5 4.5 0 0 0 0 9h4" />);
export const MoreIcon = icon(<path d="M4.5 10h.01M10 10h.01M15.5 10h.01" strokeWidth={2.4} />);
export const StarIcon = icon(<path d="m10 3.5 2 4.2 4.5.6-3.3 3.1.8 4.6-4-2.2-4 2.2.8-4.6-3.3-3.1 4.5-.6z" />);
export const SearchIcon = icon(
  <>
    <circle cx="9" cy="9" r="5" />
    <path d="m13 13 4 4" />
  </>,
);
export const CommentIcon = icon(
  <path d="M3.5 5a1 1 0 0 1 1-1h11a1 1 0 0 1 1 1v7.5a1 1 0 0 1-1 1H9L5.5 16.5v-3h-1a1 1 0 0 1-1-1z" />,
);
export const ExploreIcon = icon(
  <>
    <path d="M3 3v14h14" />
    <path d="M7 13.5V10M11 13.5V5.5M15 13.5V8" />
  </>,
);
export const ReportIcon = icon(
  <>
    <path d="M5 2.5h7l3.5 3.5v11.5H5z" />
    <path d="M12 2.5V6h3.5M8 10h5M8 13h5" />
  </>,
);
