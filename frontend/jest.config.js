import preset from '../tools/jest/angular-preset.js';

export default { ...preset, displayName: 'frontend', rootDir: '.', roots: ['<rootDir>/src'] };
