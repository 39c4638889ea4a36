import type { InputBlock, ModalView, PlainTextOption } from '@slack/types';
import { z } from 'zod';
import { isRefusal } from '../../core/errors.ts';
import type { Button, Press } from '../../core/message.ts';
import { maxStimulusUnits, parseStimulus } from '../../core/stimulus.ts';
import { cutToUnits, isReadable, onOneLine } from '../../core/text.ts';
import { slackLimits } from './limits.ts';
import { interactionSchema, keyOfTrigger, partsOfInteraction, type Received, spaceOf } from './payloads.ts';
import { plain } from './rich.ts';
import { words } from './words.ts';

/*
 * The two forms: one for a panel, one for the text that a button asks for. What a form was opened for travels in `private_metadata`; who sends it and with
 * which rights is looked up anew.
 */

/** Callback ids of our forms. */
export const formIds = { panel: 'sb_form_panel', ask: 'sb_form_ask' } as const;

/** A set that can be chosen. */
export type SetChoice = Readonly<{ id: string; title: string }>;

const metadataSchema = z.object({
  channel: z.string(),
  thread: z.string().optional(),
  press: z.object({ command: z.string(), action: z.array(z.string()), options: z.record(z.string(), z.string()) }).optional(),
  asks: z.object({ option: z.string(), maxUnits: z.int().positive() }).optional(),
});
type FormMetadata = z.infer<typeof metadataSchema>;

const frame = (callbackId: string, title: string, metadata: FormMetadata): Omit<ModalView, 'blocks'> => ({
  type: 'modal',
  callback_id: callbackId,
  title: plain(cutToUnits(title, slackLimits.viewTitle)),
  submit: plain('Ask'),
  close: plain('Cancel'),
  private_metadata: JSON.stringify(metadata),
});

/** Options of a select: text 75, value 150, 100 of them (python-slack-sdk, models/blocks). */
const optionsOf = (choices: ReadonlyArray<readonly [value: string, text: string]>): PlainTextOption[] =>
  choices
    .filter(([value]) => value !== '' && value.length <= 150)
    .slice(0, 100)
    .map(([value, text]) => ({ value, text: plain(cutToUnits(onOneLine(text), 60) || value.slice(0, 60)) }));

const select = (block: string, label: string, placeholder: string, options: PlainTextOption[]): InputBlock[] =>
  options.length === 0
    ? []
    : [
        {
          type: 'input',
          block_id: block,
          optional: true,
          label: plain(label),
          element: { type: 'static_select', action_id: 'value', placeholder: plain(placeholder), options },
        },
      ];

const textInput = (block: string, label: string, placeholder: string, most: number): InputBlock => ({
  type: 'input',
  block_id: block,
  label: plain(cutToUnits(onOneLine(label), 150)),
  element: {
    type: 'plain_text_input',
    action_id: 'value',
    multiline: true,
    max_length: Math.min(most, slackLimits.plainTextInput),
    ...(placeholder === '' ? {} : { placeholder: plain(cutToUnits(onOneLine(placeholder), 100)) }),
  },
});

/** The form behind `/panel` with nothing typed. */
export const panelForm = ({ channel, thread }: Received['invocation']['place'], sets: readonly SetChoice[]): ModalView => ({
  ...frame(formIds.panel, 'Ask the panel', { channel, ...(thread === undefined ? {} : { thread }) }),
  blocks: [
    textInput('stimulus', 'Headline or concept', 'Save money with one tap | Banking that gets you', maxStimulusUnits),
    ...select('set', 'Persona set', 'The default set', optionsOf(sets.map(({ id, title }) => [id, `${title} (${id})`]))),
    ...select(
      'rounds',
      'Rounds',
      'One',
      optionsOf([
        ['1', 'One'],
        ['2', 'Two: they also discuss'],
      ]),
    ),
    { type: 'context', elements: [plain('The personas are AI, none is a real person. | sets 2 to 5 options side by side.')] },
  ],
});

/** The form of a button that asks for a text. `undefined` when the press is too long for one. */
export const askForm = (place: Received['invocation']['place'], press: Press, asks: NonNullable<Button['asks']>): ModalView | undefined => {
  const { option, maxUnits, label, placeholder } = asks;
  const pressed = { command: press.command, action: [...press.action], options: { ...press.options } };
  const metadata = { channel: place.channel, ...(place.thread === undefined ? {} : { thread: place.thread }) };
  const view = frame(formIds.ask, 'One question', { ...metadata, press: pressed, asks: { option, maxUnits } });
  if ((view.private_metadata ?? '').length > slackLimits.privateMetadata) return undefined;
  return { ...view, blocks: [textInput('answer', label, placeholder, maxUnits)] };
};

const submissionSchema = interactionSchema.extend({
  type: z.literal('view_submission'),
  view: z.object({
    callback_id: z.string(),
    private_metadata: z.string(),
    state: z.object({
      values: z.record(
        z.string(),
        z.record(z.string(), z.object({ value: z.string().nullish(), selected_option: z.object({ value: z.string() }).nullish() })),
      ),
    }),
  }),
});
type Submission = z.infer<typeof submissionSchema>;

const fieldOf = ({ view }: Submission, block: string): string | undefined => {
  const field = view.state.values[block]?.['value'];
  return field?.value ?? field?.selected_option?.value ?? undefined;
};

const readMetadata = (text: string): FormMetadata | undefined => {
  try {
    return metadataSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

/** What is wrong with a form, by the field below which Slack shows it. The form stays open and keeps what was typed. */
type FormErrors = Readonly<{ errors: Readonly<Record<string, string>> }>;

type FormContent = Readonly<{ invocation: Pick<Received['invocation'], 'command' | 'action' | 'options' | 'text'>; asked: string }>;

const readPanelForm = (one: Submission): FormContent | FormErrors => {
  const asked = fieldOf(one, 'stimulus') ?? '';
  if (asked.length > maxStimulusUnits) return { errors: { stimulus: words.stimulusLong(asked.length) } };
  const stimulus = parseStimulus(asked);
  if (isRefusal(stimulus)) return { errors: { stimulus: stimulus.userMessage } };
  const [set, rounds] = [fieldOf(one, 'set'), fieldOf(one, 'rounds')];
  const options = { ...(set === undefined ? {} : { set }), ...(rounds === undefined ? {} : { rounds }) };
  return { invocation: { command: 'panel', action: [], options, text: asked }, asked };
};

const readAskForm = (one: Submission, { press, asks }: FormMetadata): FormContent | FormErrors | undefined => {
  if (!press || !asks) return undefined;
  const asked = fieldOf(one, 'answer') ?? '';
  if (!isReadable(asked)) return { errors: { answer: words.answerEmpty } };
  if (asked.length > asks.maxUnits) return { errors: { answer: words.answerLong(asked.length, asks.maxUnits) } };
  return { invocation: { ...press, options: { ...press.options, [asks.option]: asked }, text: '' }, asked };
};

/**
 * Reads a sent form. `asked` is the text that was typed; `errors` go back to Slack at once. `undefined` for what is no form of ours. Pure and quick, because Slack
 * waits for it.
 */
export const readSubmission = (body: unknown): (Received & Readonly<{ asked: string }>) | FormErrors | undefined => {
  const one = submissionSchema.safeParse(body).data;
  const space = spaceOf(body);
  const metadata = one && readMetadata(one.view.private_metadata);
  if (!one || !space || !metadata) return undefined;
  const { callback_id: form } = one.view;
  const content = form === formIds.panel ? readPanelForm(one) : form === formIds.ask ? readAskForm(one, metadata) : undefined;
  if (!content || 'errors' in content) return content;
  const { channel, thread } = metadata;
  const place = { surface: 'slack', channel, ...(thread === undefined ? {} : { thread }) };
  const invocation = { deliveryKey: keyOfTrigger(one.trigger_id), space, place, ...content.invocation };
  return { ...partsOfInteraction(one), invocation, asked: content.asked };
};
