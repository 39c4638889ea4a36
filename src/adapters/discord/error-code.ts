import { DiscordAPIError, DiscordjsError, HTTPError } from 'discord.js';

/**
 * An error of Discord's side as one word for the log: Discord's code, an HTTP status, or a name. Its `url` and `requestBody` hold tokens and texts, and its message may quote
 * them, so nothing else of it is passed on.
 */
export const codeOf = (error: unknown): string => {
  if (error instanceof DiscordAPIError) return `discord ${error.code}`;
  if (error instanceof HTTPError) return `http ${error.status}`;
  if (error instanceof DiscordjsError) return error.code;
  return error instanceof Error ? error.name : 'unknown';
};
