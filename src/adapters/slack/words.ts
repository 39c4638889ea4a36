/* Every sentence that only Slack's side says to people. What all platforms say is in core/errors.ts. */

/** The sentences, by what they are about. */
export const words = {
  notInChannel: 'I am not a member of this channel, so I cannot post a panel here. Type /invite @Sounding Board, then send this again.',
  notInConversation: 'I cannot post in this conversation. Ask again in a channel that I am a member of; /invite @Sounding Board adds me.',
  shared: 'This channel is shared with another organisation, and panels are switched off in such channels. Ask in a channel of your own.',
  formClosed: 'Slack did not open the form in time. Send the command or press the button again.',
  formVoid: 'This form can no longer be used, so nothing was done. Open it again and send it anew.',
  given: 'What you sent:',
  givenMore: 'More of what you sent',
  stimulusLong: (units: number): string => `That is ${units} characters; a panel reads up to 2,000. Shorten it and send it again.`,
  answerLong: (units: number, most: number): string => `That is ${units} characters; up to ${most} fit. Shorten it and send it again.`,
  fileUnreadable: 'Slack did not hand over the file, so nothing was done. Open the form again and attach it anew.',
  fileScope:
    'The right files:read is missing, so the file cannot be read. Ask an admin to install the app again; docs/slack.md says what each right is for.',
  fileForeign: 'This file was not uploaded by you in this workspace, so it is not read. Save it on your computer and attach it from there.',
  fileLarge: (megabytes: number): string => `The file is larger than ${megabytes} MB. Split it and send the parts one after the other.`,
  fileSent: 'The file is in your direct conversation with me, where only you see it.',
  uploadScope:
    'The right files:write is missing, so I cannot hand you a file. Ask an admin to install the app again; docs/slack.md says what each right is for.',
  uploadLarge: 'The file is too large for Slack. Ask again in the playground, which hands over files of any size.',
  uploadRefused: 'Slack did not take the file.',
  answerEmpty: 'There is nothing here yet. Type something and send it again.',
} as const;
