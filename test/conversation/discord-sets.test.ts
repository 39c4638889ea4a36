import { openDiscordTalk } from '../fakes/discord-talk.ts';
import { describeCheck, describeSets } from '../fakes/scenarios/sets.ts';

describeSets('Discord', openDiscordTalk);
describeCheck('Discord', openDiscordTalk);
