import { commands } from '../../commands/index.ts';
import type { Interaction, StoredMessage } from './discord/types.ts';
import { acme } from './discord/world.ts';
import { buttonsOf, openDiscordBot, textOf } from './discord-bot.ts';
import type { Talk, Told } from './talk.ts';

/* The bot as it is started, in front of the strict local Discord. */

/** The text of a message without its markup and without what keeps the rest from being markup. */
const readable = (message: StoredMessage): string => textOf(message).replaceAll('\\', '').replaceAll('**', '');

/** A command, or a group of subcommands, that does something by itself is a subcommand too on Discord. */
const nameOf = (typed: string): string => {
  const [name = '', ...path] = typed.split(' ');
  const actions = commands.find((one) => one.name === name)?.actions.filter(({ hidden }) => !hidden) ?? [];
  const own = actions.find((one) => one.path.join(' ') === path.join(' '));
  const within = actions.filter((one) => path.every((word, at) => one.path[at] === word));
  return within.length > 1 && own?.root !== undefined ? `${typed} ${own.root}` : typed;
};

/**
 * Starts both. `environment` adds variables to the bot's. `isDoubled`: two processes work on one folder, each hears of everything, and hears it twice.
 */
export const openDiscordTalk = async (
  environment: Readonly<Record<string, string>> = {},
  { isDoubled = false } = {},
): Promise<Talk & { folder: string }> => {
  const bot = await openDiscordBot();
  const { discord } = bot;
  discord.addMember(acme.guild, acme.owner);
  const second = discord.addUser({ username: 'vera' }).id;
  discord.addMember(acme.guild, second, [acme.moderatorRole]);
  await bot.startBot(environment);
  if (isDoubled) await bot.startBot(environment);
  const forms = new Map<string, Interaction>();
  const settled = async (user: string, interaction: Interaction): Promise<Told> => {
    if (isDoubled) interaction.again();
    await bot.until(() => interaction.modal() !== undefined || interaction.original()?.isLoading === false, 'an answer');
    if (interaction.modal() !== undefined) {
      forms.set(user, interaction);
      return { text: '', buttons: [], hasForm: true };
    }
    const answer = interaction.followUps().at(-1) ?? interaction.original();
    if (!answer) throw new Error('the answer is gone');
    return { text: readable(answer), buttons: [...buttonsOf(answer).keys()], hasForm: false };
  };
  const submit = (user: string, values: Readonly<Record<string, string>>): Promise<Told> => {
    const modal = forms.get(user)?.modal();
    if (!modal) throw new Error('no form is open');
    forms.delete(user);
    return settled(user, discord.submit(user, modal, values));
  };
  const places = () => [acme.general, ...discord.threads(acme.general).map(({ id }) => id)];
  const all = (): readonly StoredMessage[] => places().flatMap((place) => discord.messages(place));
  return {
    folder: bot.folder,
    people: { member: acme.member, moderator: acme.moderator, second, voters: [acme.member, acme.other, acme.owner] },
    nameOf: (user) => {
      const { username, globalName } = discord.world.users.get(user) ?? { username: '', globalName: undefined };
      return discord.guild(acme.guild).members.get(user)?.nick ?? globalName ?? username;
    },
    ask: async (user, name, options = {}) => settled(user, discord.slash(user, { name: nameOf(name), channel: acme.general, options })),
    hand: (user, name, file) => settled(user, discord.slash(user, { name, channel: acme.general, options: { file } })),
    press: (user, label, { on, isTwice = false } = {}) => {
      const labelOn = (target: StoredMessage) => [...buttonsOf(target)].find(([words]) => words.startsWith(label));
      const target = on ? all().find(({ id }) => id === on.id) : discord.ephemerals(user).findLast((one) => labelOn(one) !== undefined);
      const found = target && labelOn(target);
      if (!target || !found) throw new Error(`no button ${label}`);
      const interaction = discord.press(user, target, found[1]);
      if (isTwice) interaction.again();
      return settled(user, interaction);
    },
    send: submit,
    sendAsMember: async (user, values) => {
      const roles = discord.guild(acme.guild).members.get(user)?.roles;
      roles?.delete(acme.moderatorRole);
      const told = await submit(user, values);
      roles?.add(acme.moderatorRole);
      return told;
    },
    heard: (user) => discord.ephemerals(user).map(readable).join('\n'),
    files: (user) => discord.ephemerals(user).flatMap(({ attachments }) => attachments.map(({ content }) => content.toString())),
    posted: () =>
      all().map((message) => ({
        id: message.id,
        sender: message.webhookId === undefined ? '' : message.author.username,
        text: readable(message),
        buttons: [...buttonsOf(message).keys()],
      })),
    until: bot.until,
    close: bot.close,
  };
};
