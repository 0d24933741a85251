/** Where PDF.js reads a document: a thread of its own, with no key, no storage and no network (its answer's own policy forbids them). */
import 'pdfjs-dist/build/pdf.worker.mjs';
