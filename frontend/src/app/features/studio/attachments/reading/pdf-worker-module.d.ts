/** Of the package's worker there are no types: it is run, not called. */
declare module 'pdfjs-dist/build/pdf.worker.mjs';
