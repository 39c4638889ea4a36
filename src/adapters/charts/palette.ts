import type { ColourScheme } from '../../ports/pictures.ts';

/** The colours of the playground (client/tokens.css). Ours is spruce; what it is compared with is grey. */
type Palette = Readonly<{
  ground: string;
  ink: string;
  quiet: string;
  line: string;
  ours: string;
  others: string;
  scale: readonly [string, string];
  /** Words on the scale: their colours below and above the place where both contrast alike with it, 4.5 to 1 and better elsewhere. */
  onScale: Readonly<{ turn: number; below: string; above: string }>;
}>;

export const palettes: Readonly<Record<ColourScheme, Palette>> = {
  light: {
    ground: '#fffdf8',
    ink: '#1c2421',
    quiet: '#525d57',
    line: '#ddd6c6',
    ours: '#1e5b4b',
    others: '#8b8f83',
    scale: ['#f1eee4', '#1e5b4b'],
    onScale: { turn: 0.76, below: '#000000', above: '#ffffff' },
  },
  dark: {
    ground: '#1b2220',
    ink: '#ece8de',
    quiet: '#a7b1ab',
    line: '#303a37',
    ours: '#86cdb2',
    others: '#6d7a74',
    scale: ['#232c29', '#86cdb2'],
    onScale: { turn: 0.5, below: '#ffffff', above: '#000000' },
  },
};

/** Fonts by name: the last one is drawn into PNGs, the others are a reader's own. */
export const fontFamily = 'system-ui, "DejaVu Sans", sans-serif';
