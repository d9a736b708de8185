const shared = {
  rootDir: import.meta.dirname,
  testEnvironment: "node",
  extensionsToTreatAsEsm: [".ts"],
  moduleFileExtensions: ["ts", "mjs", "js", "json", "node"],
  transform: {},
};

const project = (name, extra = {}) => ({
  ...shared,
  displayName: name,
  testMatch: [`<rootDir>/tests/${name}/**/*.test.ts`],
  ...extra,
});

// Everything but the unit tests runs real kernels: the Python environment is made once, first.
const withPython = { globalSetup: "<rootDir>/tests/helpers/global-setup.ts" };

export default {
  projects: [project("unit"), project("contract", withPython), project("integration", withPython)],
  testTimeout: 120_000,
  reporters: ["default", "<rootDir>/tests/helpers/closing-line.mjs"],
};
