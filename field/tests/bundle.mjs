// The sync as the app has it, bundled for the test runner.
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const here = import.meta.dirname;
const { buildSync } = createRequire(join(here, '../../assets/package.json'))('esbuild');

/** The exports of a module of the app. */
export async function bundled(path) {
  const folder = mkdtempSync(join(tmpdir(), 'field-'));
  const outfile = join(folder, 'bundle.mjs');
  try {
    buildSync({ entryPoints: [join(here, '..', path)], bundle: true, format: 'esm', target: 'es2022', outfile });
    return await import(pathToFileURL(outfile));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
