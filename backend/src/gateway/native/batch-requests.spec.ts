import { batchFile, batchModels } from './batch-requests.js';
import type { BatchForm } from './routes/native-route.js';

const CLAUDE: BatchForm = { requests: ['requests', '*', 'params'], namesModels: true };
const GEMINI: BatchForm = { requests: ['batch', 'inputConfig', 'requests', 'requests', '*', 'request'], file: ['batch', 'inputConfig', 'fileName'] };

const places = (fields: Record<string, unknown>, form: BatchForm) => batchModels(fields, form).map(({ model, path }) => `${path}: ${String(model)}`);

describe('the models of a batch', () => {
  it.each([
    [CLAUDE, { requests: [{ params: { model: 'a' } }, { params: { model: 'b', fallbacks: [{ model: 'c' }] } }] }, ['requests[0].params.model: a', 'requests[1].params.model: b', 'requests[1].params.fallbacks[0].model: c']],
    [CLAUDE, { requests: [] }, []],
    [CLAUDE, {}, []],
    [GEMINI, { batch: { inputConfig: { requests: { requests: [{ request: { model: 'models/a' } }, { request: {} }] } } } }, ['batch.inputConfig.requests.requests[0].request.model: models/a']],
    [GEMINI, { batch: { model: 'models/b', input_config: { requests: { requests: [{ request: { model: 'models/a' } }] } } } }, ['batch.input_config.requests.requests[0].request.model: models/a', 'batch.model: models/b']],
    [{ file: ['inputFileId'] }, { input_file_id: 'file-1', model: 'x' }, []],
  ])('%j: %j', (form, fields, expected) => {
    expect(places(fields, form)).toEqual(expected);
  });

  it.each([{ requests: [{ params: {} }] }, { requests: [{ params: { model: null } }] }, { requests: [{ params: 'a' }] }, { requests: { 0: { params: { model: 'a' } } } }])('are refused where one is missing or hidden: %j', (fields) => {
    expect(() => batchModels(fields, CLAUDE)).toThrow(expect.objectContaining({ code: 'request_invalid' }));
  });
});

describe('the file of a batch', () => {
  it.each([
    [{ file: ['inputFileId'] }, { input_file_id: 'file-1' }, 'input_file_id'],
    [GEMINI, { batch: { input_config: { file_name: 'files/a' } } }, 'batch.input_config.file_name'],
    [GEMINI, { batch: { inputConfig: { fileName: null } } }, undefined],
    [CLAUDE, { requests: [] }, undefined],
  ])('stands where %j says, in %j', (form, fields, path) => {
    expect(batchFile(fields, form)).toBe(path);
  });
});
