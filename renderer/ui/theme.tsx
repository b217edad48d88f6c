import {
  type CSSProperties,
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useLayoutEffect,
  useMemo,
  useState,
} from 'react';
import { cssVariables, type RiseColor, type ThemeName, type Tokens, tokens } from './tokens.ts';

interface Theme {
  name: ThemeName;
  tokens: Tokens;
  /** Colours of up and down, by the workspace's setting. */
  rise: string;
  fall: string;
  choose: (name: ThemeName) => void;
}

const ThemeContext = createContext<Theme | null>(null);
const storageKey = 'luopan.theme';

function initialTheme(): ThemeName {
  const stored = localStorage.getItem(storageKey);
  if (stored === 'light' || stored === 'dark') return stored;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** Gives the palette to components and sets it as CSS variables on the document. */
export function ThemeProvider({ riseColor, children }: { riseColor: RiseColor; children: ReactNode }) {
  const [name, setName] = useState<ThemeName>(initialTheme);
  const choose = useCallback((next: ThemeName) => {
    localStorage.setItem(storageKey, next);
    setName(next);
  }, []);
  useLayoutEffect(() => {
    const root = document.documentElement;
    root.dataset.theme = name;
    root.style.colorScheme = name;
    for (const [variable, value] of Object.entries(cssVariables(name, riseColor))) {
      root.style.setProperty(variable, value);
    }
  }, [name, riseColor]);
  const theme = useMemo<Theme>(() => {
    const { red, green } = tokens[name];
    const [rise, fall] = riseColor === 'red' ? [red, green] : [green, red];
    return { name, tokens: tokens[name], rise, fall, choose };
  }, [name, riseColor, choose]);
  return <ThemeContext value={theme}>{children}</ThemeContext>;
}

/** Paper is white: what is below looks as in the light theme, whatever the reader has chosen for the screen. */
export function LightTheme({ children }: { children: ReactNode }) {
  const outer = useTheme();
  const isRedRise = outer.rise === tokens[outer.name].red;
  const theme = useMemo<Theme>(() => {
    const { red, green } = tokens.light;
    const [rise, fall] = isRedRise ? [red, green] : [green, red];
    return { name: 'light', tokens: tokens.light, rise, fall, choose: () => undefined };
  }, [isRedRise]);
  const variables = cssVariables('light', isRedRise ? 'red' : 'green');
  return (
    <ThemeContext value={theme}>
      <div style={{ ...(variables as CSSProperties), colorScheme: 'light' }}>{children}</div>
    </ThemeContext>
  );
}

export function useTheme(): Theme {
  const theme = useContext(ThemeContext);
  if (!theme) throw new Error('useTheme needs a ThemeProvider above');
  return theme;
}
