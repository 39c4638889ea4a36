import { describe, expect, it } from 'vitest';
import type { Figure, Section } from '../../src/core/check/figure.ts';
import { reportOf } from '../../src/core/check/report.ts';
import { reportFile } from '../../src/core/check/report-file.ts';
import { aCheckResult, figures } from '../fakes/check-result.ts';

/* A report that leaves the house: every line of it may be copied alone, and names in it are written by people. */

const label = 'Figures about AI personas, not about people. No line is a testimonial.';
const figure: Figure = { name: 'Verdict', value: 'Three names', meaning: 'One voice.', advice: 'Write more.' };
const section = (change: Partial<Section> = {}): Section => ({ title: 'Check', figures: [figure], charts: [], ...change });
const markdown = (...sections: readonly Section[]) => reportFile(aCheckResult(), sections, 'markdown').text;
const json = (change: Parameters<typeof aCheckResult>[1] = {}, ...sections: readonly Section[]): unknown =>
  JSON.parse(reportFile(aCheckResult({}, change), sections, 'json').text);

describe('a report as a file', () => {
  it('is named after its set, its day and its form', () => {
    const name = (format: 'markdown' | 'json') => reportFile(aCheckResult(), [], format).name;
    expect([name('markdown'), name('json')]).toEqual(['check-set-2026-11-21.md', 'check-set-2026-11-21.json']);
  });
});

describe('a report in Markdown', () => {
  it('has a heading for each part and a line for each figure, and says on each what it is', () => {
    expect(markdown(section(), section({ title: 'Files', figures: [figure, { ...figure, name: 'Other' }] })).split('\n')).toEqual([
      `## Check (${label})`,
      '',
      `- **Verdict:** Three names. One voice. Write more. (${label})`,
      '',
      `## Files (${label})`,
      '',
      `- **Verdict:** Three names. One voice. Write more. (${label})`,
      `- **Other:** Three names. One voice. Write more. (${label})`,
      '',
    ]);
  });

  it('ends each sentence once', () => {
    const said = reportFile(aCheckResult(), reportOf(aCheckResult(), []), 'markdown').text;
    expect(said).toContain('the answers of all can be told apart. AI personas set beside');
    expect(said).not.toMatch(/[.!?]\./u);
    expect(markdown(section({ figures: [{ ...figure, value: 'Really?' }] }))).toContain('Really? One voice.');
  });

  it.each([
    ['**bold** and __more__', String.raw`\*\*bold\*\* and \_\_more\_\_`],
    ['[here](http://a.example)', String.raw`\[here\](http://a.example)`],
    ['<img src=x>', String.raw`\<img src=x\>`],
    ['`code` | cell # end', String.raw`\`code\` \| cell \# end`],
    ['a \\ b', String.raw`a \\ b`],
    ['~~gone~~', String.raw`\~\~gone\~\~`],
    ['Ben &amp; Co &lt;b&gt;', String.raw`Ben \&amp; Co \&lt;b\&gt;`],
    ['one\n# two', String.raw`one \# two`],
  ])('leaves %s the words that were written', (written, kept) => {
    const text = markdown(section({ title: written, figures: [{ name: written, value: written, meaning: written, advice: written }] }));
    expect(text.split('\n').filter(Boolean)).toEqual([`## ${kept} (${label})`, `- **${kept}:** ${kept}. ${kept} ${kept} (${label})`]);
  });
});

describe('a report in JSON', () => {
  it('holds every figure and the whole result, each with what it is, and not who asked', () => {
    const kept = json({ by: 'Uma', job: 'secret' }, section());
    const { job: _job, by: _by, ...result } = aCheckResult();
    expect(kept).toEqual({
      label,
      sections: [{ title: 'Check', figures: [{ label, ...figure }] }],
      result: { label, ...result, figures: figures() },
    });
  });

  it('can be read by people, a line for each thing', () => {
    expect(reportFile(aCheckResult(), [section()], 'json').text.split('\n').length).toBeGreaterThan(20);
  });
});
