import type { Persona } from '../personas/persona.ts';
import type { PersonaSet } from '../personas/persona-set.ts';
import { type CheckItem, type CheckSize, checkSizes, itemsOf } from './items.ts';
import { onlyRole, type SwapAttribute, swapAttribute, swapStreet } from './swap-attribute.ts';

/** Who is asked: the persona as it is, its role alone, nobody at all, or the persona with something changed. `street` is the change that means nothing. */
export type Arm = 'persona' | 'role' | 'control' | 'street' | SwapAttribute;

/** One call of a language model. `key` is its place in the check; `persona` is empty for the control. */
export type CheckCall = Readonly<{
  key: string;
  arm: Arm;
  persona: string;
  item: CheckItem;
  replicate: number;
  model: string;
  isReversed: boolean;
  seed: number;
}>;

/** What a check is to ask. The same request always gives the same calls. */
export type CheckRequest = Readonly<{
  set: PersonaSet;
  size: CheckSize;
  attributes: readonly SwapAttribute[];
  models: readonly string[];
  seed: number;
}>;

const hash = (seed: number, text: string): number => {
  let state = seed >>> 0;
  for (const letter of text) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return state;
};

/** The persona of an arm, or `undefined` where its file does not mention what the arm changes. */
export const personaOf = (persona: Persona, arm: Arm): Persona | undefined => {
  if (arm === 'persona' || arm === 'control') return persona;
  if (arm === 'role') return onlyRole(persona);
  return arm === 'street' ? swapStreet(persona) : swapAttribute(persona, arm);
};

/** Which personas mention which attribute. */
export const findSwaps = (
  personas: readonly Persona[],
  attributes: readonly SwapAttribute[],
): ReadonlyArray<Readonly<{ attribute: SwapAttribute; personas: readonly string[] }>> =>
  attributes.map((attribute) => ({
    attribute,
    personas: personas.filter((persona) => swapAttribute(persona, attribute)).map(({ id }) => id),
  }));

const armsOf = ({
  set: { personas },
  size,
  attributes,
}: CheckRequest): ReadonlyArray<Readonly<{ arm: Arm; persona: string; replicates: number }>> => {
  const { replicates, roleReplicates } = checkSizes[size];
  const swaps = size === 'full' ? findSwaps(personas, attributes) : [];
  const touched = new Set(swaps.flatMap((swap) => swap.personas));
  return [
    ...personas.map(({ id }) => ({ arm: 'persona' as const, persona: id, replicates })),
    ...personas.map(({ id }) => ({ arm: 'role' as const, persona: id, replicates: roleReplicates })),
    { arm: 'control', persona: '', replicates },
    // The change that means nothing is made to whoever is changed at all.
    ...[...touched].map((persona) => ({ arm: 'street' as const, persona, replicates })),
    ...swaps.flatMap((swap) => swap.personas.map((persona) => ({ arm: swap.attribute, persona, replicates }))),
  ];
};

/**
 * Every call of a check, replicate by replicate, so that what is there at any time is balanced. With two models the replicates take turns, so that the doubt
 * between families counts as a persona's own wavering. Each second turn asks a comparison the other way round. The control can only choose: it gets the comparisons.
 */
export const planCalls = (request: CheckRequest): readonly CheckCall[] => {
  const { size, models, seed } = request;
  const arms = armsOf(request);
  return Array.from({ length: checkSizes[size].replicates }, (_, replicate) =>
    arms
      .filter(({ replicates }) => replicate < replicates)
      .flatMap(({ arm, persona }) =>
        itemsOf(size)
          .filter(({ options }) => arm !== 'control' || options.length > 1)
          .map((item) => ({
            key: [arm, persona, item.id, replicate].join('/'),
            arm,
            persona,
            item,
            replicate,
            model: models[replicate % models.length] ?? '',
            isReversed: item.options.length > 1 && Math.floor(replicate / models.length) % 2 === 1,
            // The same for every replicate and arm: an order of options that stays is the one that turning round turns round.
            seed: hash(seed, `${persona}/${item.id}`),
          })),
      ),
  ).flat();
};
