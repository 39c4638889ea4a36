import { defineConfig } from 'vitest/config';

/** The tests that judge mutants: those of the core alone, so a survivor is a hole in them and not in something larger. */
export default defineConfig({
  test: {
    include: [
      'test/unit/{labels,fit,honesty,persona-rules,panel-machine,quotes,text,show-evidence,similarity,effective-voices,spread,convergence,families,speech-check,language,stakes,ledger,ledger-grades,typed-outcome,track-record,redact,trait-proposals,closing-said,withdrawn,check-costume,check-file,check-formulas,check-measure,check-messages,check-parts,check-report,check-schedule,check-swaps}.test.ts',
      'test/unit/{score,privacy}/*.test.ts',
      // The rules of a ledger are those of its port: what may follow what is tried there.
      'test/contract/memory.test.ts',
      'test/conversation/proposals.test.ts',
    ],
    // Stryker's first run measures coverage in every line, beside whatever else the machine does.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
