import type { ReactNode } from 'react';

/** Line icons of the analyses, on the same 20 px square as those of the frame. */
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

export const PlusIcon = icon(<path d="M10 4v12M4 10h12" />);
export const GripIcon = icon(
  <path d="M7.5 5.5h.01M7.5 10h.01M7.5 14.5h.01M12.5 5.5h.01M12.5 10h.01M12.5 14.5h.01" strokeWidth={2} />,
);
export const UndoIcon = icon(<path d="M4 8h8a4 4 0 0 1 0 8H8M4 8l3.5-3.5M4 8l3.5 3.5" />);
export const RedoIcon = icon(<path d="M16 8H8a4 4 0 0 0 0 8h4M16 8l-3.5-3.5M16 8l-3.5 3.5" />);
export const MoreIcon = icon(<path d="M4.5 10h.01M10 10h.01M15.5 10h.01" strokeWidth={2.2} />);
export const SlidersIcon = icon(<path d="M3 6h14M3 10h14M3 14h14M7 4.5v3M13 8.5v3M6 12.5v3" />);
