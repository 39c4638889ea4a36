/**
 * Slack's own emoji that may stand beside a persona: plants and things. None shows a person, a face or an animal that speaks for one, and
 * none has to be fetched: an `icon_url` would tell its host who reads.
 */
export const personaIcons = [
  ':seedling:',
  ':cactus:',
  ':palm_tree:',
  ':herb:',
  ':four_leaf_clover:',
  ':maple_leaf:',
  ':fallen_leaf:',
  ':mushroom:',
  ':tulip:',
  ':sunflower:',
  ':blossom:',
  ':ear_of_rice:',
  ':tangerine:',
  ':lemon:',
  ':watermelon:',
  ':grapes:',
  ':strawberry:',
  ':cherries:',
  ':pineapple:',
  ':eggplant:',
  ':corn:',
  ':chestnut:',
  ':shell:',
  ':snowflake:',
  ':umbrella:',
  ':anchor:',
  ':sailboat:',
  ':balloon:',
  ':bulb:',
  ':key:',
  ':bell:',
  ':gem:',
] as const;

/** FNV-1a in 32 bits (Fowler, Noll and Vo; RFC 9923): even enough to spread ids over a short list. */
const hash = (text: string): number => {
  let state = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) state = Math.imul(state ^ byte, 0x01000193) >>> 0;
  return state;
};

/** The icon of a persona: always the same for the same id. Two personas of a panel may share one. */
export const iconOf = (personaId: string): string => personaIcons[hash(personaId) % personaIcons.length] ?? personaIcons[0];
