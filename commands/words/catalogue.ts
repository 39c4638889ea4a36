import type { WordCatalogue } from '../../src/core/command-words.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { ja } from './ja.ts';

/** Names and descriptions of all commands in all languages. A test holds every command, action and option to it. */
export const wordCatalogue: WordCatalogue = { en, de, fr, 'es-ES': es, ja };
