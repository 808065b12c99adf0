// Jest runs the sources as Node does: the types are blanked out, nothing else changes, so line numbers stay true.
import { stripTypeScriptTypes } from 'node:module';

export default {
  process: (source) => ({ code: stripTypeScriptTypes(source) }),
};
