/** What an agent who looks elsewhere must notice. */
export interface Alert {
  kind: 'ticket' | 'text' | 'call';
  /** Such as "New text". */
  title: string;
  /** Never what a customer wrote: it is shown on locked screens. */
  body: string;
}

const MUTED = 'frontdesk.muted';
/** A ringing call sounds again after this, ms. */
const RING_EVERY_MS = 2_500;
const NAME = 'frontdesk';

let sound: AudioContext | undefined;
let unread = 0;
const ringing = new Set<symbol>();

/** Browsers let a page sound only after somebody has touched it. */
export function enableSoundOnGesture(): () => void {
  const allow = () => {
    sound ??= new AudioContext();
    void sound.resume();
    stop();
  };
  const stop = () => {
    removeEventListener('pointerdown', allow);
    removeEventListener('keydown', allow);
  };
  addEventListener('pointerdown', allow);
  addEventListener('keydown', allow);
  return stop;
}

export const isMuted = (): boolean => localStorage.getItem(MUTED) === 'yes';

export function setMuted(muted: boolean): void {
  if (muted) localStorage.setItem(MUTED, 'yes');
  else localStorage.removeItem(MUTED);
}

/** How many tickets wait to be read, for the title of the tab. */
export function setUnreadCount(count: number): void {
  unread = count;
  showTitle();
}

/**
 * Tells the agent by a sound and, in a tab that nobody looks at, by a notification, where those are allowed; a call
 * also by the tab's title, and it sounds until it is ended.
 *
 * @returns how to end it: the call was answered, or rings no more
 */
export function alertAgent({ kind, title, body }: Alert): () => void {
  const shown = document.hidden ? notification(kind, title, body) : undefined;
  chime(kind);
  if (kind !== 'call') return () => shown?.close();
  const call = Symbol('call');
  ringing.add(call);
  showTitle();
  const timer = setInterval(() => chime(kind), RING_EVERY_MS);
  return () => {
    clearInterval(timer);
    ringing.delete(call);
    showTitle();
    shown?.close();
  };
}

function showTitle(): void {
  document.title = `${ringing.size > 0 ? '☎ ' : ''}${unread > 0 ? `(${unread}) ` : ''}${NAME}`;
}

function notification(kind: Alert['kind'], title: string, body: string): Notification | undefined {
  if (!('Notification' in window) || Notification.permission !== 'granted') return undefined;
  try {
    const shown = new Notification(title, { body, tag: `${NAME}-${kind}` });
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
    return shown;
  } catch {
    // Browsers on phones show notifications of service workers only.
    return undefined;
  }
}

/** Two short tones; a call has them twice. */
function chime(kind: Alert['kind']): void {
  if (sound?.state !== 'running' || isMuted()) return;
  const tones = kind === 'call' ? [660, 880, 660, 880] : [740, 988];
  const volume = sound.createGain();
  volume.connect(sound.destination);
  tones.forEach((frequency, place) => {
    if (!sound) return;
    const start = sound.currentTime + place * 0.14;
    const tone = sound.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(volume);
    tone.start(start);
    tone.stop(start + 0.12);
  });
  volume.gain.setValueAtTime(0.08, sound.currentTime);
  volume.gain.linearRampToValueAtTime(0.0001, sound.currentTime + tones.length * 0.14);
}
