import preset from '../../tools/jest/angular-preset.js';

export default { ...preset, displayName: 'angular-byok', rootDir: '.', roots: ['<rootDir>/src'] };
