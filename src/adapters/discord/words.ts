/* Every sentence that only Discord's side says to people. What all platforms say is in core/errors.ts. */

/** The sentences, by what they are about. */
export const words = {
  direct: 'Panels live in the channels of a server, where the team can read them. Ask again in a channel of a server that I was added to.',
  foreign:
    'I am not a member of this server, so I cannot post a panel here. Ask somebody who manages the server to add me, then send this again.',
  noParent: 'I cannot see the channel that this thread belongs to. Give me View Channel there, then send this again.',
  locked: 'This thread is locked, so I cannot post here. Ask in its channel, or in another thread.',
  ageRestricted: 'This channel is age-restricted, and panels are switched off in such channels. Ask in another one.',
  unfit: 'Panels cannot be posted in this kind of channel. Ask in a text channel, a thread or a forum post.',
  missing: (names: readonly string[]): string =>
    `I may not do everything here that a panel needs. Missing: ${names.join(', ')}. Somebody who manages the server can give me that in this channel’s settings; then send this again.`,
  emptyMessage: 'That message holds no text, so there is nothing to react to. Type /panel and the words instead.',
  formReady: 'The form is ready. Press the button to open it.',
  openForm: 'Open the form',
  pressGone: 'This button is too old: I no longer know what it was for. Type the command instead.',
  unknown: 'I do not know that command. It may be older than this version: wait a minute, restart Discord, and try again.',
  given: 'What you sent:',
  done: 'Done.',
  fileHere: 'Here is the file. Only you see it, until you close this message.',
  fileLarge: 'The file is too large for Discord. Ask again in the playground, which hands over files of any size.',
  fileRefused: 'Discord did not take the file.',
} as const;
