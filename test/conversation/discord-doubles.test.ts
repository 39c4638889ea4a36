import { spaceId } from '../../src/core/ids.ts';
import { acme } from '../fakes/discord/world.ts';
import { openDiscordTalk } from '../fakes/discord-talk.ts';
import { describeDoubles } from '../fakes/scenarios/doubles.ts';

describeDoubles('Discord', spaceId('discord', acme.guild), openDiscordTalk);
