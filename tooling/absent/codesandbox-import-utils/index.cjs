throw new Error('codesandbox-import-utils is not part of this installation');
