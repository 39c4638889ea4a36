import { openDiscordTalk } from '../fakes/discord-talk.ts';
import { describeScore } from '../fakes/scenarios/score.ts';

describeScore('Discord', openDiscordTalk);
