import type { Command } from '../../../ports/command.ts';

/** What Slack allows in a manifest, in UTF-16 units (@slack/web-api 8.2.0, types of apps.manifest; slack.md of the documentation names each). */
const manifestLimits = { commandDescription: 2_000, usageHint: 1_000 } as const;

/**
 * The rights that the bot asks for, each with what it is needed for. `chat:write.customize` lets a persona's message carry its name; without it the
 * name stands in the message. The bot reads a channel only to find a message of its own whose fate is unknown.
 */
export const scopes = {
  'app_mentions:read': 'being mentioned in a thread, where slash commands do not work',
  'assistant:write': 'prompts in the message tab of the app, and the status of a running panel',
  'channels:history': 'finding its own message again after a lost answer',
  'channels:read': 'telling whether a channel is shared with another organisation',
  'chat:write': 'posting into channels that the bot is a member of',
  'chat:write.customize': 'a persona’s name and icon on its message',
  commands: 'slash commands and the message shortcut',
  'files:read': 'reading the file that somebody attaches to a form of the bot, for an import',
  'files:write': 'charts beside their words, and handing a file that somebody asked for to them alone',
  'groups:history': 'the same, in private channels',
  'groups:read': 'the same as channels:read, in private channels',
  'im:history': 'reading what somebody writes to the bot itself',
  'im:write': 'answering there',
  'metadata.message:read': 'telling its own messages apart when it looks for one',
  'users:read': 'telling who is an admin and may change settings, and which names are those of people in the workspace',
} as const;

/** What Slack tells the bot about. */
const events = ['agent_session_stopped', 'app_home_opened', 'app_mention', 'app_uninstalled', 'message.im', 'tokens_revoked'] as const;

const usageOf = ({ actions }: Command): string => {
  const hints = actions
    .filter(({ hidden }) => !hidden)
    .map(({ path, takes, options, file }) => {
      // A file cannot be sent with a command, so such an action opens a form and the hint stays short.
      if (file !== undefined) return [...path, '(opens a form)'].join(' ');
      return [...path, ...(takes ? [`<${takes.name}>`] : []), ...Object.keys(options).map((name) => `[${name}:…]`)].join(' ');
    });
  return hints.filter(Boolean).join(' | ').slice(0, manifestLimits.usageHint);
};

const about = {
  name: 'Sounding Board',
  description: 'AI persona panels on a headline or concept. Every line is labelled as AI and set beside what real people said.',
  long_description:
    'Type /panel and a headline: a panel of named AI personas reacts in a thread. None of them is a real person, and every message says so. ' +
    'Each claim is set beside the words of real people that your team has imported, or beside “no real user said this”. It finds the ' +
    'questions worth asking people; it does not stand in for them, and nothing it says is a share of users. The answers can be wrong.',
  background_color: '#1e5c4b',
} as const;

const agent = {
  agent_description: 'Asks a panel of AI personas about a headline or concept. None of them is a real person.',
  suggested_prompts: [
    { title: 'Try a headline', message: 'Save money with one tap' },
    { title: 'Compare two', message: 'Save money with one tap | Banking that gets you' },
  ],
} as const;

const toSlashCommand = (command: Command) => ({
  command: `/${command.name}`,
  description: command.about.slice(0, manifestLimits.commandDescription),
  ...(usageOf(command) ? { usage_hint: usageOf(command) } : {}),
  // Plain text comes in; nothing has to be guessed out of links and mentions.
  should_escape: false,
});

/** The app as Slack is told about it, rendered from the declarations of the commands. Paste it at "Create an app, from a manifest". */
export const createManifest = (commands: readonly Command[]) => ({
  display_information: about,
  features: {
    app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
    agent_view: { ...agent, suggested_prompts: [...agent.suggested_prompts] },
    bot_user: { display_name: 'Sounding Board', always_online: true },
    shortcuts: [
      {
        type: 'message' as const,
        name: 'Ask the panel',
        callback_id: 'ask_the_panel',
        description: 'AI personas react to this message, in its thread',
      },
    ],
    slash_commands: commands.map(toSlashCommand),
  },
  oauth_config: { scopes: { bot: Object.keys(scopes) } },
  settings: {
    event_subscriptions: { bot_events: [...events] },
    interactivity: { is_enabled: true },
    org_deploy_enabled: true,
    socket_mode_enabled: true,
    token_rotation_enabled: false,
  },
});
