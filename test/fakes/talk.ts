/*
 * People who talk to the bot as it is started, the same on each platform: they type, press, fill in forms and read. What is behind it is the strict local Slack or
 * Discord. One person does one thing at a time.
 */

/** What a person was told last: its text in the order of reading, the words on its buttons, and whether a form is open. */
export type Told = Readonly<{ text: string; buttons: readonly string[]; hasForm: boolean }>;

/** A message that everybody in the channel can read. `sender` is the name above it. */
export type Posted = Readonly<{ id: string; sender: string; text: string; buttons: readonly string[] }>;

/** A file that a person hands in. */
type Handed = Readonly<{ name: string; content: string }>;

export type Talk = Readonly<{
  /** Ids of people: the second moderator has the rights of the first, the voters are three people. */
  people: Readonly<{ member: string; moderator: string; second: string; voters: readonly [string, string, string] }>;
  /** The display name of a person. */
  nameOf: (user: string) => string;
  /** Types a command with its options, by their names; the free text has a name too. `twice`: the platform delivers it twice. */
  ask: (user: string, command: string, options?: Readonly<Record<string, string>>) => Promise<Told>;
  /** Sends a command that takes a file. */
  hand: (user: string, command: string, file: Handed) => Promise<Told>;
  /** Presses a button, by how its words begin, on the newest private message that has it, or on a posted message. `twice`: it is delivered twice. */
  press: (user: string, label: string, how?: Readonly<{ on?: Posted; isTwice?: boolean }>) => Promise<Told>;
  /** Fills in the form that is open for the person and sends it. */
  send: (user: string, values: Readonly<Record<string, string>>) => Promise<Told>;
  /** The same by somebody who is no moderator: the rights were taken away, or it is another person. */
  sendAsMember: (user: string, values: Readonly<Record<string, string>>) => Promise<Told>;
  /** Everything that a person was told privately, oldest first, as one text. */
  heard: (user: string) => string;
  /** The texts of all files that were handed to a person. */
  files: (user: string) => readonly string[];
  /** Everything that is posted in the channel and its threads, oldest first. */
  posted: () => readonly Posted[];
  until: (holds: () => boolean, what: string) => Promise<void>;
  close: () => Promise<void>;
}>;
