import type { Command } from '../src/ports/command.ts';
import { outcome } from './outcome.ts';
import { panel } from './panel.ts';
import { panelAbout } from './panel-about.ts';
import { panelAdmin } from './panel-admin.ts';
import { personas } from './personas.ts';
import { quotes } from './quotes.ts';

/** Every command, in the order in which people meet them. */
export const commands: readonly Command[] = [panel, quotes, personas, outcome, panelAbout, panelAdmin];
