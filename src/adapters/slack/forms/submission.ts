import { z } from 'zod';
import { isRefusal } from '../../../core/errors.ts';
import type { Press } from '../../../core/message.ts';
import { maxStimulusUnits, parseStimulus } from '../../../core/stimulus.ts';
import { isReadable } from '../../../core/text.ts';
import { interactionSchema, keyOfTrigger, partsOfInteraction, type Received, spaceOf } from '../intake/payloads.ts';
import { words } from '../words.ts';
import { sealedContent } from './form-seal.ts';
import { formActionId, formCallbackId } from './form-view.ts';

/** What a form carries: where it was opened, and what sending it asks for. */
export type FormPurpose = Readonly<{ channel: string; thread?: string | undefined; press: Press }>;

const purposeSchema = z.strictObject({
  channel: z.string().min(1),
  thread: z.string().optional(),
  press: z.strictObject({ command: z.string(), action: z.array(z.string()), options: z.record(z.string(), z.string()) }),
});

const optionSchema = z.object({ value: z.string(), text: z.object({ text: z.string() }).nullish() });

const valueSchema = z.object({
  value: z.string().nullish(),
  selected_option: optionSchema.nullish(),
  selected_options: z.array(optionSchema).nullish(),
  files: z.array(z.object({ id: z.string().min(1) })).nullish(),
});
type Value = z.infer<typeof valueSchema>;

/** An input block as Slack sends it back with the form. */
const blockSchema = z.object({
  block_id: z.string(),
  type: z.string(),
  optional: z.boolean().nullish(),
  label: z.object({ text: z.string() }).nullish(),
  element: z.object({ type: z.string(), max_length: z.number().nullish() }).nullish(),
});

const submissionSchema = interactionSchema.extend({
  type: z.literal('view_submission'),
  view: z.object({
    callback_id: z.literal(formCallbackId),
    private_metadata: z.string(),
    blocks: z.array(z.unknown()).default([]),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), z.unknown())) }),
  }),
});
type Submission = z.infer<typeof submissionSchema>;

/**
 * A sent form. `asked` is everything that was typed, to be given back with a refusal; `sealed` is what it carried, to be looked at before anything is done;
 * `fileId` is the file in it.
 */
export type Submitted = Received & Readonly<{ asked: string; sealed: string; fileId?: string }>;

/** What is wrong with a form, by the field below which Slack shows it. The form stays open and keeps what was typed. */
export type FormErrors = Readonly<{ errors: Readonly<Record<string, string>> }>;

type Field = Readonly<{ option: string; label: string; required: boolean; isText: boolean; maxUnits: number; value: Value | undefined }>;

const fieldsOf = ({ view }: Submission): readonly Field[] => {
  const blocks = new Map(
    view.blocks.flatMap((block) => {
      const read = blockSchema.safeParse(block).data;
      return read?.type === 'input' ? [[read.block_id, read] as const] : [];
    }),
  );
  return Object.entries(view.state.values).map(([option, elements]): Field => {
    const block = blocks.get(option);
    return {
      option,
      label: block?.label?.text ?? option,
      required: block !== undefined && block.optional !== true,
      isText: block?.element?.type === 'plain_text_input',
      maxUnits: block?.element?.max_length ?? Number.POSITIVE_INFINITY,
      value: valueSchema.safeParse(elements[formActionId]).data,
    };
  });
};

/** What goes into the option: nothing for a field that was left empty. */
const textOf = ({ value }: Field): string | undefined => {
  if (!value) return undefined;
  const several = value.selected_options?.map((one) => one.value).join(',');
  return value.value || value.selected_option?.value || several || undefined;
};

/** How it reads for people: the words on what was chosen. */
const shownOf = ({ value }: Field): string => {
  const chosen = [...(value?.selected_option ? [value.selected_option] : []), ...(value?.selected_options ?? [])];
  return value?.value ?? chosen.map((one) => one.text?.text ?? one.value).join(', ');
};

const findProblem = (field: Field, { command, action }: Press): string | undefined => {
  const text = textOf(field) ?? '';
  if (command === 'panel' && action.length === 0 && field.option === 'stimulus') {
    if (text.length > maxStimulusUnits) return words.stimulusLong(text.length);
    const stimulus = parseStimulus(text);
    return isRefusal(stimulus) ? stimulus.userMessage : undefined;
  }
  if (!field.isText) return undefined;
  if (field.required && !isReadable(text)) return words.answerEmpty;
  return text.length > field.maxUnits ? words.answerLong(text.length, field.maxUnits) : undefined;
};

const readPurpose = (text: string): FormPurpose | undefined => {
  try {
    return purposeSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

const describeFields = (fields: readonly Field[]): string => {
  const filled = fields.map((field) => ({ ...field, shown: shownOf(field) })).filter(({ shown }) => shown.trim() !== '');
  const [only] = filled;
  if (fields.length === 1 && only) return only.shown;
  return filled.map(({ label, shown }) => `${label}: ${shown}`).join('\n');
};

/**
 * Reads a sent form. `errors` go back to Slack at once. `undefined` for what is no form of ours. Pure and quick, because Slack waits for it; whether the form is
 * genuine is looked at later, with `sealed`.
 */
export const readSubmission = (body: unknown): Submitted | FormErrors | undefined => {
  const one = submissionSchema.safeParse(body).data;
  const space = spaceOf(body);
  const purpose = one && readPurpose(sealedContent(one.view.private_metadata));
  if (!one || !space || !purpose) return undefined;
  const { channel, thread, press } = purpose;
  const fields = fieldsOf(one);
  const errors = fields.flatMap((field) => {
    const problem = findProblem(field, press);
    return problem === undefined ? [] : [[field.option, problem] as const];
  });
  if (errors.length > 0) return { errors: Object.fromEntries(errors) };
  const filled = fields.flatMap((field) => {
    const text = textOf(field);
    return text === undefined ? [] : [[field.option, text] as const];
  });
  const fileId = fields.flatMap(({ value }) => value?.files ?? []).at(0)?.id;
  const place = { surface: 'slack', channel, ...(thread === undefined ? {} : { thread }) };
  const options = { ...press.options, ...Object.fromEntries(filled) };
  return {
    ...partsOfInteraction(one),
    invocation: { deliveryKey: keyOfTrigger(one.trigger_id), space, place, ...press, options, text: '' },
    asked: describeFields(fields),
    sealed: one.view.private_metadata,
    ...(fileId === undefined ? {} : { fileId }),
  };
};
