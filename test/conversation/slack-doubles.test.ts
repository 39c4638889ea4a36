import { spaceId } from '../../src/core/ids.ts';
import { describeDoubles } from '../fakes/scenarios/doubles.ts';
import { acme } from '../fakes/slack/world.ts';
import { openSlackTalk } from '../fakes/slack-talk.ts';

describeDoubles('Slack', spaceId('slack', acme.team), openSlackTalk);
