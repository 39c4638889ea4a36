import { openDiscordTalk } from '../fakes/discord-talk.ts';
import { describeSets } from '../fakes/scenarios/sets.ts';

describeSets('Discord', openDiscordTalk);
