import { describeQuotes } from '../fakes/scenarios/quotes.ts';
import { openSlackTalk } from '../fakes/slack-talk.ts';

describeQuotes('Slack', openSlackTalk);
