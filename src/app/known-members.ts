import type { SpaceId } from '../core/ids.ts';
import { skeleton } from '../core/text.ts';
import type { LooksLikeMember, MemberNames } from '../ports/member-names.ts';

/** Who is in a space, asked of the platform that it lies on. `platforms` is filled by the platforms themselves, by the name that their spaces begin with. */
export const createKnownMembers = (
  platforms: ReadonlyMap<string, MemberNames>,
): Readonly<{ knownNames: MemberNames; looksLikeMember: LooksLikeMember }> => {
  const knownNames = async (space: SpaceId): Promise<readonly string[]> => {
    const [platform = ''] = space.split(':');
    return (await platforms.get(platform)?.(space)) ?? [];
  };
  return {
    knownNames,
    looksLikeMember: async (space, name) => {
      const wanted = skeleton(name);
      return wanted !== '' && (await knownNames(space)).some((known) => skeleton(known) === wanted);
    },
  };
};
