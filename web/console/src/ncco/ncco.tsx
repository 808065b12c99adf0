import { useEffect, useState } from 'react';
import * as z from 'zod/mini';
import { createPersistentStore } from '../live/persistent-store.ts';
import type { Entry, SystemInfo } from '../live/shapes.ts';
import { coalesce } from '../live/coalesce.ts';
import { useStore } from '../live/store.ts';
import { onEntries } from '../live/stream.ts';
import { attempt } from '../live/last-error.ts';
import { Editor } from './editor.tsx';
import { fetchItems, type Item } from './items.ts';
import './ncco.css';

const chosenItem = createPersistentStore('ncco', z.string(), 'inbound-call');

const SOON_MS = 100;

const isWrite = ({ kind, title }: Entry): boolean =>
  kind === 'dynamodb' && /^(Put|Update|Delete|TransactWrite|BatchWrite).*NccoConfig/.test(title);

/** The items of the table NccoConfig: what callers hear, the menu, the settings, the texts. */
export function Ncco({ system }: { system: SystemInfo }) {
  const [items, setItems] = useState<Item[]>();
  const chosen = useStore(chosenItem);
  const refresh = async (): Promise<void> => {
    const fetched = await attempt(fetchItems);
    if (fetched) setItems(fetched);
  };
  useEffect(() => {
    void refresh();
    // The table is also edited elsewhere, as by the command.
    const refreshSoon = coalesce(refresh, SOON_MS);
    return onEntries((batch) => {
      if (batch.some(isWrite)) refreshSoon('items');
    });
  }, []);
  if (!items) return <p className="empty">Reading the table …</p>;
  const item = items.find(({ name }) => name === chosen) ?? items[0];
  return (
    <section className="ncco" aria-labelledby="ncco-title">
      <header className="bar">
        <h2 id="ncco-title">NCCO</h2>
        <span className="hint">
          The items of the table NccoConfig. Callers hear a change within ten seconds.
        </span>
      </header>
      {item === undefined ? (
        <p className="empty">The table is empty. Start the desk again: it writes what is missing.</p>
      ) : (
        <div className="table">
          <ul className="items" aria-label="Items">
            {items.map(({ name, usedBy, problems }) => (
              <li key={name}>
                <button type="button" aria-current={name === item.name} onClick={() => chosenItem.set(name)}>
                  <span>{name}</span>{' '}
                  {usedBy.map((direction) => (
                    <span key={direction} className="badge">
                      {direction}
                    </span>
                  ))}{' '}
                  {problems.length > 0 && <span className="badge problem">broken</span>}
                </button>
              </li>
            ))}
          </ul>
          <Editor key={item.name} item={item} system={system} onChange={refresh} />
        </div>
      )}
    </section>
  );
}
