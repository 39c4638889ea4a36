import { endSentence, onOneLine } from '../text.ts';
import type { Section } from './figure.ts';
import type { CheckResult } from './result.ts';

/** In which forms a report leaves the house. */
export const reportFormats = ['markdown', 'json'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** On every line of a report that is kept, because lines are copied one by one. */
const label = 'Figures about AI personas, not about people. No line is a testimonial.';

// Names of sets and personas are written by people; in Markdown they stay words.
const plain = (text: string): string => onOneLine(text).replace(/[\\`*_[\]<>|#~&]/gu, String.raw`\$&`);

const toMarkdown = (sections: readonly Section[]): string =>
  sections
    .flatMap(({ title, figures }) => [
      `## ${plain(title)} (${label})`,
      '',
      ...figures.map(
        (figure) =>
          `- **${plain(figure.name)}:** ${plain(endSentence(figure.value))} ${plain(figure.meaning)} ${plain(figure.advice)} (${label})`,
      ),
      '',
    ])
    .join('\n');

const toJson = (result: CheckResult, sections: readonly Section[]): string => {
  const { job: _job, by: _by, ...kept } = result;
  const parts = sections.map(({ title, figures }) => ({ title, figures: figures.map((figure) => ({ label, ...figure })) }));
  return JSON.stringify({ label, sections: parts, result: { label, ...kept } }, undefined, 1);
};

/** The report as a text to keep, with a name to save it under. */
export const reportFile = (
  result: CheckResult,
  sections: readonly Section[],
  format: ReportFormat,
): Readonly<{ name: string; text: string }> => ({
  name: `check-${result.set.id}-${result.at.slice(0, 10)}.${format === 'json' ? 'json' : 'md'}`,
  text: format === 'json' ? toJson(result, sections) : toMarkdown(sections),
});
