export { EmptyState } from './empty-state.tsx';
export * from './icons.tsx';
export { Page } from './page.tsx';
export { LightTheme, ThemeProvider, useTheme } from './theme.tsx';
export type { RiseColor, ThemeName, Tokens } from './tokens.ts';
export { useSettled } from './use-settled.ts';
