import preset from '../../jest.preset.js';

export default { ...preset, displayName: 'nestjs-byok', rootDir: '.', setupFiles: ['reflect-metadata'] };
