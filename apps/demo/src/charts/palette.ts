export type Colour = readonly [red: number, green: number, blue: number];

/** Colours that canvases draw with; the blue and orange stay apart for every kind of colour vision, and points differ in shape too. */
export interface Palette {
  readonly ink: string;
  readonly muted: string;
  readonly grid: string;
  readonly paper: string;
  readonly classes: readonly [string, string];
  readonly plain: string;
  readonly controlled: string;
  /** From class 0 over indifference to class 1. */
  readonly diverging: readonly Colour[];
  /** From flat to steep. */
  readonly sequential: readonly Colour[];
}

export const PALETTES: Readonly<Record<'light' | 'dark', Palette>> = {
  light: {
    ink: '#1d2228',
    muted: '#5c656f',
    grid: '#e6e8ea',
    paper: '#ffffff',
    classes: ['#1c5fa8', '#c25a00'],
    plain: '#6b7480',
    controlled: '#00795f',
    diverging: [
      [96, 150, 204],
      [188, 212, 234],
      [248, 247, 244],
      [246, 211, 172],
      [226, 148, 74],
    ],
    sequential: [
      [250, 249, 247],
      [216, 205, 228],
      [158, 126, 188],
      [96, 56, 138],
      [44, 16, 76],
    ],
  },
  dark: {
    ink: '#e8eaed',
    muted: '#9aa4af',
    grid: '#2b3138',
    paper: '#15181c',
    classes: ['#7db8f5', '#f2a45c'],
    plain: '#a4adb8',
    controlled: '#3ec9a3',
    diverging: [
      [46, 104, 166],
      [34, 64, 98],
      [28, 32, 37],
      [98, 64, 30],
      [176, 104, 38],
    ],
    sequential: [
      [28, 31, 36],
      [62, 48, 88],
      [116, 82, 158],
      [180, 146, 218],
      [244, 232, 255],
    ],
  },
};

/** Bands that a scale is cut into, as on a map of heights: edges show where a value is passed. */
const BANDS = 16;

/** The ramp's colours of the bands, lowest first. */
export function bandColours(ramp: readonly Colour[]): Colour[] {
  return Array.from({ length: BANDS }, (_, band): Colour => {
    const place = (band / (BANDS - 1)) * (ramp.length - 1);
    const below = Math.min(Math.floor(place), ramp.length - 2);
    const [low, high] = [ramp[below]!, ramp[below + 1]!];
    const mix = (channel: 0 | 1 | 2): number =>
      Math.round(low[channel] + (place - below) * (high[channel] - low[channel]));
    return [mix(0), mix(1), mix(2)];
  });
}

/** The bands as a CSS gradient from left to right. */
export function cssGradient(ramp: readonly Colour[]): string {
  const stops = bandColours(ramp).map(
    (colour, band) => `rgb(${colour.join(' ')}) ${(100 * band) / BANDS}% ${(100 * (band + 1)) / BANDS}%`,
  );
  return `linear-gradient(to right, ${stops.join(', ')})`;
}
