import { personaSuffix } from '../../../core/labels.ts';
import { cutToUnits, onOneLine } from '../../../core/text.ts';
import { discordLimits } from '../limits.ts';
import { defuse } from './defuse.ts';

const hairSpace = '\u200A';

/**
 * What Discord refuses in a webhook's name (resources/webhook.mdx and user.mdx, 2026-08-06; the list is not complete). A hair space in it is not seen, as
 * PluralKit does it (WebhookExecutorService.cs).
 */
const refused = /clyde|discord|(?<![\p{L}\p{N}])(?:everyone|here)(?![\p{L}\p{N}])|```/giu;

const spaced = (word: string): string => `${word.slice(0, 1)}${hairSpace}${word.slice(1)}`;

/** A sender's name without the suffix of personas. */
export const bareName = (sender: string): string => (sender.endsWith(personaSuffix) ? sender.slice(0, -personaSuffix.length) : sender);

/** What stands above a persona's message when Discord does not take its name. */
export const namelessPersona = `Persona${personaSuffix}`;

/** A persona's name as Discord takes it, at most 80 characters: cut in the name and never in the suffix. `sender` is the name with its suffix. */
export const webhookName = (sender: string): string => {
  const name = defuse(onOneLine(bareName(sender))).replace(refused, spaced);
  return `${cutToUnits(name, discordLimits.username - personaSuffix.length) || '?'}${personaSuffix}`;
};

/** A title as Discord takes it for a thread or a forum post, at most 100 characters and never empty. */
export const threadName = (title: string): string => cutToUnits(defuse(onOneLine(title)), discordLimits.threadName) || 'AI panel';
