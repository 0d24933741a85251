/**
 * Compares what the built packages offer with docs/api, through API Extractor: a page for each entry of each package.
 * Arguments name some of them; `--update` writes the pages anew. Ends with 1 when one changed.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPrograms } from './install-programs.mjs';
import { linkPackages } from './link-packages.mjs';
import { libraries, packagesFolder, publishedManifest, root } from './manifest.mjs';

installPrograms();
const { Extractor, ExtractorConfig } = (await import('./programs/node_modules/@microsoft/api-extractor/lib-commonjs/index.js')).default;

const isUpdate = process.argv.includes('--update');
const reportFolder = join(root, 'docs/api');
const reportTempFolder = mkdtempSync(join(tmpdir(), 'byok-api-'));
const compilerOptions = { module: 'nodenext', target: 'es2024', strict: true, lib: ['es2024', 'dom', 'dom.iterable'], types: ['node'], skipLibCheck: true };
/** Ours have no release tags, and doc comments are prose. */
const SILENT = { logLevel: 'none' };

function configOf(library, entry, types) {
  const projectFolder = join(packagesFolder, library);
  const mainEntryPointFilePath = join(projectFolder, types);
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(projectFolder, 'package.json'),
    configObject: {
      newlineKind: 'lf',
      projectFolder,
      mainEntryPointFilePath,
      compiler: { overrideTsconfig: { compilerOptions, files: [mainEntryPointFilePath] } },
      apiReport: { enabled: true, includeForgottenExports: true, reportFileName: `${library}${entry.slice(1).replaceAll('/', '-')}.api.md`, reportFolder, reportTempFolder },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        extractorMessageReporting: { 'ae-missing-release-tag': SILENT, 'ae-undocumented': SILENT, 'ae-unresolved-link': SILENT, 'ae-forgotten-export': { logLevel: 'warning', addToApiReportFile: true } },
        tsdocMessageReporting: { default: SILENT },
      },
    },
  });
}

/** @returns complaints */
function compare(library, entry, types) {
  const complaints = [];
  const messageCallback = (message) => {
    message.handled = true;
    if (message.logLevel === 'error' || (message.logLevel === 'warning' && message.category !== 'console')) complaints.push(`${library}: ${message.text}`);
  };
  const { apiReportChanged } = Extractor.invoke(configOf(library, entry, types), { localBuild: isUpdate, messageCallback });
  if (apiReportChanged && !isUpdate) complaints.push(`${library}${entry.slice(1)}: what it offers is not what docs/api says. When that is meant: npm run packages:check -- --update-api`);
  return complaints;
}

linkPackages();
mkdirSync(reportFolder, { recursive: true });
const only = process.argv.slice(2).filter((parameter) => !parameter.startsWith('--'));
const complaints = libraries.filter((library) => only.length === 0 || only.includes(library)).flatMap((library) =>
  Object.entries(publishedManifest(library).exports).flatMap(([entry, target]) => (target.types ? compare(library, entry, target.types) : [])),
);
rmSync(reportTempFolder, { recursive: true, force: true });
for (const complaint of complaints) process.stdout.write(`${complaint}\n`);
process.exitCode = complaints.length === 0 ? 0 : 1;
