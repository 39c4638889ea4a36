import { describeCheck, describeRest, describeSets } from '../fakes/scenarios/sets.ts';
import { openSlackTalk } from '../fakes/slack-talk.ts';

describeSets('Slack', openSlackTalk);
describeCheck('Slack', openSlackTalk);
describeRest('Slack', openSlackTalk);
