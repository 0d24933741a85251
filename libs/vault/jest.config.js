import preset from '../../jest.preset.js';

export default { ...preset, displayName: 'vault', rootDir: '.', setupFiles: ['fake-indexeddb/auto'] };
