export { DescribeDialog } from './describe-dialog.tsx';
export { EmptyState } from './empty-state.tsx';
export * from './icons.tsx';
export { LinkButton } from './link-button.tsx';
export { Page } from './page.tsx';
export { LightTheme, ThemeProvider, useTheme } from './theme.tsx';
export type { RiseColor, ThemeName, Tokens } from './tokens.ts';
export { isSomethingOpen, isTyping } from './typing.ts';
export { useSettled } from './use-settled.ts';
