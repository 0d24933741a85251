/** `node tools/packages/compile-angular.mjs CONFIG`: Angular's compiler as `ngc` runs it, for components with styles in Sass. */
import { readFileSync } from 'node:fs';
import { createCompilerHost, exitCodeFromResult, formatDiagnostics, performCompilation, readConfiguration } from '@angular/compiler-cli';
import { compile } from 'sass';

const { rootNames, options, errors, emitFlags } = readConfiguration(process.argv[2]);
const host = createCompilerHost({ options });
host.readResource = (path) => (path.endsWith('.scss') ? compile(path).css : readFileSync(path, 'utf8'));
const { diagnostics } = errors.length > 0 ? { diagnostics: errors } : performCompilation({ rootNames, options, host, emitFlags });
if (diagnostics.length > 0) process.stderr.write(formatDiagnostics(diagnostics));
process.exitCode = exitCodeFromResult(diagnostics);
