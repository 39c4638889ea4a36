import { z } from 'zod';
import { defineAction } from '../../commands/input.ts';
import { type Chart, chartBlock } from '../../src/core/chart.ts';
import { type Form, makeForm } from '../../src/core/form.ts';
import { notice } from '../../src/core/labels.ts';
import type { Command, CommandContext } from '../../src/ports/command.ts';
import { chartOf } from './charts.ts';

/* A command that no platform has ever heard of, whose answers hold what an answer can hold: charts, a file, a form. What works for it works for every command. */

/** What was sent with the form. */
type Stored = Readonly<{ input: Readonly<Record<string, unknown>>; file?: string }>;

const form: Form = makeForm({
  title: 'A shelf',
  fields: [
    { kind: 'line', option: 'name', label: 'Name', required: true, maxUnits: 100 },
    { kind: 'file', option: 'plan', label: 'Plan', required: false, accept: ['.txt'] },
  ],
  press: { command: 'shed', action: ['store'], options: {} },
  submit: 'Save',
});

/** `/shed chart | file | shelf`. `file` is what `/shed file` hands over; `charts` what `/shed chart` shows. */
export const createShed = () => {
  const shed = {
    charts: [chartOf('intervals')],
    file: { name: 'Würfel & Co.md', text: '# Shed\n\nHammer and nails.\n' },
    stored: [] as Stored[],
  };
  const say = (text: string, { limits }: CommandContext, charts: readonly Chart[] = []) => [
    notice({ summary: text, blocks: [{ type: 'text', text }, ...charts.map(chartBlock)] }, limits),
  ];
  const action = { who: 'member', options: {}, input: z.object({}) } as const;
  const command: Command = {
    name: 'shed',
    about: 'Keeps a shed.',
    actions: [
      defineAction({
        ...action,
        path: ['chart'],
        about: 'Show figures.',
        run: async (_, context) => ({ messages: say('The figures', context, shed.charts) }),
      }),
      defineAction({
        ...action,
        path: ['figures'],
        about: 'Show figures, or a form.',
        opensForm: true,
        run: async (_, context) => ({ messages: say('The figures', context, shed.charts) }),
      }),
      defineAction({
        ...action,
        path: ['file'],
        about: 'Hand over a file.',
        run: async (_, context) => ({ messages: say('Here you are', context), file: shed.file }),
      }),
      defineAction({ ...action, path: ['shelf'], about: 'Make a shelf.', opensForm: true, run: async () => ({ messages: [], form }) }),
      defineAction({
        ...action,
        path: ['store'],
        about: 'Store a shelf.',
        hidden: true,
        input: z.looseObject({}),
        run: async (input, context) => {
          const { file } = context.invocation;
          let text = '';
          if (file) for await (const chunk of file.open()) text += Buffer.from(chunk).toString();
          shed.stored.push({ input, ...(file ? { file: text } : {}) });
          return { messages: say('Stored', context) };
        },
      }),
    ],
  };
  return { shed, command };
};
