import { openDiscordTalk } from '../fakes/discord-talk.ts';
import { describeCheck, describeRest, describeSets } from '../fakes/scenarios/sets.ts';

describeSets('Discord', openDiscordTalk);
describeCheck('Discord', openDiscordTalk);
describeRest('Discord', openDiscordTalk);
