import './keypad.css';

const KEYS = [...'123456789*0#'];
const LETTERS: Readonly<Record<string, string>> = {
  2: 'ABC',
  3: 'DEF',
  4: 'GHI',
  5: 'JKL',
  6: 'MNO',
  7: 'PQRS',
  8: 'TUV',
  9: 'WXYZ',
  0: '+',
};
const NAMES: Readonly<Record<string, string>> = { '*': 'star', '#': 'hash' };

/** The twelve keys of a phone. */
export function Keypad({ onKey, label }: { onKey: (key: string) => void; label: string }) {
  return (
    <div className="keypad" role="group" aria-label={label}>
      {KEYS.map((key) => (
        <button
          key={key}
          type="button"
          {...(NAMES[key] !== undefined && { 'aria-label': NAMES[key] })}
          data-letters={LETTERS[key] ?? ''}
          onClick={() => onKey(key)}
        >
          {key}
        </button>
      ))}
    </div>
  );
}
