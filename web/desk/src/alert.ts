/** What an agent who looks elsewhere must notice. */
export interface Alert {
  kind: 'ticket' | 'text' | 'call';
  /** Such as "New text". */
  title: string;
  /** Never what a customer wrote: notifications are visible on locked screens. */
  body: string;
}

const MUTED = 'frontdesk.muted';
/** The pause between two sounds of a ringing call, ms. */
const RING_INTERVAL_MS = 2_500;
const NAME = 'frontdesk';

let audio: AudioContext | undefined;
let unread = 0;
const ringing = new Set<symbol>();

/** Prepares sound at the first gesture, before which browsers play none; returns how to stop waiting for it. */
export function enableSoundOnGesture(): () => void {
  const enable = () => {
    audio ??= new AudioContext();
    void audio.resume();
    stop();
  };
  const stop = () => {
    removeEventListener('pointerdown', enable);
    removeEventListener('keydown', enable);
  };
  addEventListener('pointerdown', enable);
  addEventListener('keydown', enable);
  return stop;
}

export const isMuted = (): boolean => localStorage.getItem(MUTED) === 'yes';

export function setMuted(muted: boolean): void {
  if (muted) localStorage.setItem(MUTED, 'yes');
  else localStorage.removeItem(MUTED);
}

/** Shows in the tab's title how many tickets are unread. */
export function setUnreadCount(count: number): void {
  unread = count;
  updateTitle();
}

/**
 * Alerts the agent by a sound and, in a hidden tab, by a notification where notifications are allowed. A call also shows
 * in the tab's title, and its sound repeats until the alert is ended.
 *
 * @returns how to end it
 */
export function alertAgent({ kind, title, body }: Alert): () => void {
  const notification = document.hidden ? openNotification(kind, title, body) : undefined;
  chime(kind);
  if (kind !== 'call') return () => notification?.close();
  const call = Symbol('call');
  ringing.add(call);
  updateTitle();
  const timer = setInterval(() => chime(kind), RING_INTERVAL_MS);
  return () => {
    clearInterval(timer);
    ringing.delete(call);
    updateTitle();
    notification?.close();
  };
}

function updateTitle(): void {
  document.title = `${ringing.size > 0 ? '☎ ' : ''}${unread > 0 ? `(${unread}) ` : ''}${NAME}`;
}

function openNotification(kind: Alert['kind'], title: string, body: string): Notification | undefined {
  if (!('Notification' in window) || Notification.permission !== 'granted') return undefined;
  try {
    const notification = new Notification(title, { body, tag: `${NAME}-${kind}` });
    notification.onclick = () => {
      window.focus();
      notification.close();
    };
    return notification;
  } catch {
    // Browsers on phones allow notifications from service workers only.
    return undefined;
  }
}

/** Plays two short tones, for a call twice. */
function chime(kind: Alert['kind']): void {
  if (audio?.state !== 'running' || isMuted()) return;
  const tones = kind === 'call' ? [660, 880, 660, 880] : [740, 988];
  const volume = audio.createGain();
  volume.connect(audio.destination);
  tones.forEach((frequency, index) => {
    if (!audio) return;
    const start = audio.currentTime + index * 0.14;
    const tone = audio.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(volume);
    tone.start(start);
    tone.stop(start + 0.12);
  });
  volume.gain.setValueAtTime(0.08, audio.currentTime);
  volume.gain.linearRampToValueAtTime(0.0001, audio.currentTime + tones.length * 0.14);
}
