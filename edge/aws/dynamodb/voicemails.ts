import type { VoicemailStore } from '../../../desk/calls/missed-call.ts';
import type { Recording } from '../../../desk/calls/recording.ts';
import {
  allOf,
  anyOf,
  equals,
  isAbsent,
  isLess,
  isPresent,
  updateIf,
  type Condition,
} from './conditional.ts';
import { tableName } from './table.ts';

/** As `isFuller` decides: so two recordings may come at once and in any order. */
const hasLess = ({ seconds, url }: Recording): Condition =>
  anyOf(
    isAbsent('recording'),
    isLess('recording.seconds', seconds),
    allOf(equals('recording.seconds', seconds), isLess('recording.url', url)),
  );

/** The recordings on the Messages table's items of missed calls. */
export function voicemailStore(): VoicemailStore {
  const TableName = tableName('MESSAGES_TABLE');
  return {
    async keep(id, recording) {
      await updateIf({ TableName, Key: { id } }, allOf(isPresent('id'), hasLess(recording)), {
        set: { recording },
      });
    },
  };
}
