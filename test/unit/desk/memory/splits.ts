import type { SplitKey, SplitStore, SplitTexts } from '../../../../desk/messages/sms/parts.ts';
import type { Step } from './steps.ts';

/** What the Messages table holds of split texts, in memory: one item for each sender, number, reference and total. */
export class SplitsTable {
  readonly rows = new Map<string, SplitTexts>();

  store(step: Step): SplitStore {
    return {
      find: (key) => step(() => structuredClone(this.rows.get(idOf(key)))),
      put: (key, texts, seen) =>
        step(() => {
          if (this.rows.get(idOf(key))?.version !== seen) return false;
          this.rows.set(idOf(key), { version: (seen ?? 0) + 1, texts: structuredClone(texts) });
          return true;
        }),
    };
  }
}

const idOf = ({ from, to, ref, total }: SplitKey): string => JSON.stringify([from, to, ref, total]);
