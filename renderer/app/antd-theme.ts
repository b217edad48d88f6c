import { theme as antdTheme, type ThemeConfig } from 'antd';
import type { ThemeName, Tokens } from '../ui/index.ts';

/** antd's tokens from ours: flat surfaces, hairlines, one accent, no shadow at rest. */
export function antdThemeOf(name: ThemeName, tokens: Tokens): ThemeConfig {
  return {
    algorithm: name === 'dark' ? antdTheme.darkAlgorithm : antdTheme.defaultAlgorithm,
    token: {
      colorPrimary: tokens.accent,
      // antd's own are paler, and words under the pointer fall short of 4.5:1.
      colorPrimaryHover: tokens.accentInk,
      colorLinkHover: tokens.accent,
      colorErrorHover: tokens.red,
      colorInfo: tokens.series[0],
      colorLink: tokens.accentInk,
      colorSuccess: tokens.green,
      colorError: tokens.red,
      colorWarning: tokens.amber,
      colorBgBase: tokens.surface,
      colorBgLayout: tokens.paper,
      colorBgContainer: tokens.surface,
      colorBgElevated: tokens.surface,
      colorText: tokens.ink,
      colorTextSecondary: tokens.ink2,
      colorTextTertiary: tokens.ink3,
      colorTextPlaceholder: tokens.ink3,
      colorBorder: tokens.line,
      colorBorderSecondary: tokens.line,
      colorBorderDisabled: tokens.line,
      borderRadius: 8,
      borderRadiusSM: 6,
      borderRadiusLG: 8,
      fontFamily: 'var(--font)',
      fontSize: 14,
      controlHeight: 32,
      motionDurationFast: '0.1s',
      motionDurationMid: '0.15s',
      motionDurationSlow: '0.18s',
      boxShadowSecondary: name === 'dark' ? '0 8px 24px rgb(0 0 0 / 45%)' : '0 8px 24px rgb(28 31 35 / 12%)',
    },
    components: {
      // Rounder, it would pass for a choice of one.
      Checkbox: { borderRadiusSM: 4 },
      Tooltip: { colorBgSpotlight: tokens.surface, colorTextLightSolid: tokens.ink, maxWidth: 340 },
      Button: {
        // The dark algorithm dims the accent until dark text on it falls short of 4.5:1.
        colorPrimary: tokens.accent,
        primaryColor: name === 'dark' ? tokens.paper : '#FFFFFF',
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
      },
    },
  };
}
