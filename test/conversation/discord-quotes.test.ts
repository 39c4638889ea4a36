import { openDiscordTalk } from '../fakes/discord-talk.ts';
import { describeQuotes } from '../fakes/scenarios/quotes.ts';

describeQuotes('Discord', openDiscordTalk);
