import { type Child, isolated, nowrap } from './dom.ts';

const pieces = /“([^”]*)”|\/panel-(?:admin|about)|SHA-256/g;

/** A dot between two facts ends a line and never begins one. */
const glued = (text: string): string => text.replaceAll(' · ', '\u00A0· ');

/**
 * A sentence of the bot. Words in quotation marks may run in the other direction and must not turn the sentence around; a command with a hyphen is
 * not broken there, because half of it is another command, nor is the name of the hash. The text stays as it is: people copy it.
 */
export const richText = (text: string): readonly Child[] => {
  const parts: Child[] = [];
  let from = 0;
  for (const { 0: whole, 1: quoted, index } of text.matchAll(pieces)) {
    parts.push(glued(text.slice(from, index)));
    if (quoted === undefined) parts.push(nowrap(whole));
    else parts.push('“', isolated(quoted), '”');
    from = index + whole.length;
  }
  return [...parts, glued(text.slice(from))];
};
