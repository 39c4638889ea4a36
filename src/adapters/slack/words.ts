/* Every sentence that only Slack's side says to people. What all platforms say is in core/errors.ts. */

/** The sentences, by what they are about. */
export const words = {
  notInChannel: 'I am not a member of this channel, so I cannot post a panel here. Type /invite @Sounding Board, then send this again.',
  notInConversation: 'I cannot post in this conversation. Ask again in a channel that I am a member of; /invite @Sounding Board adds me.',
  shared: 'This channel is shared with another organisation, and panels are switched off in such channels. Ask in a channel of your own.',
  formClosed:
    'Slack did not open the form in time. Press again, or type the text right after the command, for example: /panel Save money with one tap',
  given: 'What you sent:',
  stimulusLong: (units: number): string => `That is ${units} characters; a panel reads up to 2,000. Shorten it and send it again.`,
  answerLong: (units: number, most: number): string => `That is ${units} characters; up to ${most} fit. Shorten it and send it again.`,
  answerEmpty: 'There is nothing here yet. Type something and send it again.',
} as const;
