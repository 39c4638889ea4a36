import { useCompileCache } from './compile-cache.mjs';

// Plain JavaScript, so that an older Node can read it and say what is wrong: the rest of the program is TypeScript.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  process.stderr.write(
    `Sounding Board needs Node 24 or newer; this is Node ${process.versions.node}. ` +
      'Run "npm ci" without --ignore-scripts, which brings Node 24 along, and start with "npm start".\n',
  );
  process.exit(1);
}
useCompileCache();
// A reader that has seen enough, such as head, is not a fault.
process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 1));
const { main } = await import('./main.ts');
await main(process.argv.slice(2), process.env);
