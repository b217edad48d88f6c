/**
 * Cube's driver for Cube Store re-exports these two names; Luopan never starts Cube Store.
 * The published package downloads a program from the network when it is installed, this one does nothing.
 */
exports.isCubeStoreSupported = () => false;
exports.CubeStoreHandler = class CubeStoreHandler {
  constructor() {
    throw new Error('Cube Store is not part of this installation');
  }
};
