/** The palette of one theme. `ink3` is for what may be missed, yet still reads at 4.5:1 on paper and surface. */
export interface Tokens {
  paper: string;
  surface: string;
  sunken: string;
  ink: string;
  ink2: string;
  ink3: string;
  line: string;
  accent: string;
  accentInk: string;
  accentSoft: string;
  red: string;
  green: string;
  amber: string;
  skeleton: string;
  /** Colour-blind-safe, in the order in which values take them. */
  series: readonly [string, string, string, string, string, string, string, string];
}

export type ThemeName = 'light' | 'dark';

export const tokens: Record<ThemeName, Tokens> = {
  light: {
    paper: '#FBFAF7',
    surface: '#FFFFFF',
    sunken: '#F4F2ED',
    ink: '#1C1F23',
    ink2: '#5B6168',
    ink3: '#6A7077',
    line: '#E6E3DC',
    accent: '#C2412D',
    accentInk: '#B93C29',
    accentSoft: '#FAECE8',
    red: '#B3261E',
    green: '#1F7A4D',
    amber: '#B7791F',
    skeleton: '#F0EEE8',
    series: ['#1F5C7A', '#D08C2E', '#5E8C61', '#8C4A6B', '#3FA0A8', '#A65E2E', '#6C6FA8', '#9AA0A6'],
  },
  dark: {
    paper: '#14161A',
    surface: '#1B1E23',
    sunken: '#22262C',
    ink: '#E9E7E2',
    ink2: '#A7ABB1',
    ink3: '#8E949B',
    line: '#2B2F36',
    accent: '#E8674F',
    accentInk: '#EE7F6A',
    accentSoft: '#3A211C',
    red: '#F07B6E',
    green: '#5CC08A',
    amber: '#DDAA52',
    skeleton: '#252930',
    series: ['#6BB1D3', '#E0A94F', '#8FC092', '#C583A5', '#62C2CC', '#D08A58', '#9DA0DB', '#8A9097'],
  },
};

export type RiseColor = 'red' | 'green';

/** Name and value of every CSS variable of a theme; rise and fall follow the workspace's setting. */
export function cssVariables(theme: ThemeName, riseColor: RiseColor): Record<string, string> {
  const { series, ...plain } = tokens[theme];
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(plain)) {
    variables[`--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replace(/(\d)/, '-$1')}`] = value;
  }
  series.forEach((value, index) => {
    variables[`--series-${index + 1}`] = value;
  });
  variables['--rise'] = riseColor === 'red' ? plain.red : plain.green;
  variables['--fall'] = riseColor === 'red' ? plain.green : plain.red;
  return variables;
}
