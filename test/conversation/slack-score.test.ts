import { describeScore } from '../fakes/scenarios/score.ts';
import { openSlackTalk } from '../fakes/slack-talk.ts';

describeScore('Slack', openSlackTalk);
