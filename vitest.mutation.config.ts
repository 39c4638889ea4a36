import { defineConfig } from 'vitest/config';

/** The tests that judge mutants: those of the core alone, so a survivor is a hole in them and not in something larger. */
export default defineConfig({
  test: {
    include: [
      'test/unit/{labels,fit,honesty,persona-rules,panel-machine,quotes,text,show-evidence,similarity,effective-voices,spread,convergence,families,speech-check,language,stakes,ledger,typed-outcome,track-record}.test.ts',
      'test/unit/score/*.test.ts',
    ],
  },
});
