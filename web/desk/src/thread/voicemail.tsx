import { useEffect, useRef, useState } from 'react';
import { readRecording, type Voicemail as Recorded } from '../api.ts';
import { isAbort } from '../problem.ts';
import type { Session } from '../session.ts';
import { useSpeech } from '../words/index.ts';

/** A voicemail: fetched with the agent's token on demand, and played from memory. */
export function Voicemail({ voicemail, session }: { voicemail: Recorded; session: Session }) {
  const { words, times } = useSpeech();
  const [state, setState] = useState<'idle' | 'fetching' | 'failed'>('idle');
  const [sound, setSound] = useState<string>();
  const fetching = useRef<AbortController>(undefined);

  useEffect(() => () => fetching.current?.abort(), []);
  useEffect(
    () => () => {
      if (sound !== undefined) URL.revokeObjectURL(sound);
    },
    [sound],
  );

  async function play(): Promise<void> {
    const controller = new AbortController();
    fetching.current = controller;
    setState('fetching');
    try {
      setSound(URL.createObjectURL(await readRecording(session, voicemail.href, controller.signal)));
      setState('idle');
    } catch (error) {
      if (!isAbort(error)) setState('failed');
    }
  }

  if (sound !== undefined) {
    return (
      // There are no captions for what a caller said.
      <audio className="voicemail" src={sound} controls autoPlay aria-label={words.call.voicemail} />
    );
  }
  const { seconds } = voicemail;
  const playLabel = seconds === undefined ? words.call.play : words.call.playOf(times.duration(seconds));
  return (
    <span className="voicemail">
      <button
        type="button"
        className="button small"
        disabled={state === 'fetching'}
        onClick={() => void play()}
      >
        <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
          <path fill="currentColor" d="M3.500 1.800v12.400L14 8Z" />
        </svg>
        {state === 'fetching' ? words.call.fetching : playLabel}
      </button>
      {state === 'failed' && (
        <span role="alert" className="problem">
          {words.call.failed}
        </span>
      )}
    </span>
  );
}
