export { FormFrame } from './form-frame.js';
export { createFormParser } from './form-parser.js';
export { FORM_LIMIT, FormReader, recordingTooLarge, type FileLimit, type FormFile } from './form-reader.js';
export { formAsSent, formWithModel, writeForm, type FilePart, type WrittenForm } from './form-writer.js';
export { UploadSpool } from './upload-spool.service.js';
export { receiveUpload, type UploadedForm } from './uploaded-form.js';
