import projects from '../../jest.config.js';

const [{ transform, extensionsToTreatAsEsm }] = projects.projects;

/** Apart from the other tests, because it builds images and takes minutes. */
export default {
  displayName: 'compose',
  rootDir: '../..',
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/compose/*.test.ts'],
  testTimeout: 180_000,
  transform,
  extensionsToTreatAsEsm,
};
