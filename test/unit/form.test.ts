import { describe, expect, it } from 'vitest';
import { type FormField, formLimits, makeForm } from '../../src/core/form.ts';

const press = { command: 'personas', action: ['create'], options: {} };
const line: FormField = { option: 'name', label: 'Name', required: true, kind: 'line', maxUnits: 40 };
const make = (fields: readonly FormField[]) => makeForm({ title: 'New persona', submit: 'Save', press, fields });

describe('a form', () => {
  it('keeps what fits as it is', () => {
    expect(make([line])).toEqual({ title: 'New persona', submit: 'Save', press, fields: [line] });
  });

  it('cuts its texts to what both platforms show', () => {
    const long = 'x'.repeat(500);
    const form = makeForm({ title: long, submit: long, press, fields: [{ ...line, label: long, hint: long, value: long }] });
    const [field] = form.fields;
    expect([form.title.length, form.submit.length, field?.label.length, field?.hint?.length]).toEqual([24, 24, 45, 100]);
    expect(field?.kind === 'line' && field.value?.length).toBe(40);
  });

  it('never takes more text than Slack’s field', () => {
    const [field] = make([{ ...line, kind: 'text', maxUnits: 9_999 }]).fields;
    expect(field?.kind === 'text' && field.maxUnits).toBe(formLimits.textUnits);
  });

  it.each([
    ['no field', []],
    ['six fields', Array.from({ length: 6 }, () => line)],
    ['26 choices', [{ option: 'set', label: 'Set', required: true, kind: 'choice', choices: Array(26).fill({ value: 'a', label: 'A' }) }]],
    ['no choice', [{ option: 'set', label: 'Set', required: true, kind: 'choices', choices: [] }]],
    ['two files', Array.from({ length: 2 }, () => ({ option: 'f', label: 'File', required: true, kind: 'file', accept: ['.csv'] }))],
  ] as ReadonlyArray<readonly [string, readonly FormField[]]>)('with %s is a mistake', (_, fields) => {
    expect(() => make(fields)).toThrow(RangeError);
  });
});
