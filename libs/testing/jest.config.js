import preset from '../../jest.preset.js';

export default { ...preset, displayName: 'testing', rootDir: '.', setupFiles: ['reflect-metadata'] };
