/** The packages of ours that an Angular application installs. */
export const ANGULAR_LIBRARIES = ['angular-byok', 'contracts', 'transit', 'vault'];

/** What is installed beside them, in the workspace's versions. */
export const ANGULAR_OTHERS = [
  ...['@angular/build', '@angular/cdk', '@angular/cli', '@angular/common', '@angular/compiler', '@angular/compiler-cli', '@angular/core', '@angular/forms'],
  ...['@angular/material', '@angular/platform-browser', '@angular/router', '@jsverse/transloco', '@mdi/js', 'rxjs', 'tslib', 'typescript'],
];

/** An application from `src/main.ts` into `dist/browser`, with every check of types and templates. */
export const ANGULAR_CONFIG: Readonly<Record<string, string>> = {
  'angular.json': JSON.stringify({
    version: 1,
    cli: { analytics: false },
    projects: {
      fresh: {
        projectType: 'application',
        root: '',
        architect: { build: { builder: '@angular/build:application', options: { browser: 'src/main.ts', index: 'src/index.html', tsConfig: 'tsconfig.json', outputPath: 'dist', styles: ['src/styles.scss'] } } },
      },
    },
  }),
  'tsconfig.json': JSON.stringify({
    compilerOptions: { strict: true, skipLibCheck: false, target: 'ES2022', module: 'preserve', moduleResolution: 'bundler', lib: ['ES2024', 'DOM', 'DOM.Iterable'], types: [], experimentalDecorators: true, importHelpers: true, useDefineForClassFields: false },
    angularCompilerOptions: { strictTemplates: true },
    files: ['src/main.ts'],
  }),
  'src/index.html': '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Fresh</title><base href="/"></head><body><app-root></app-root></body></html>',
};
