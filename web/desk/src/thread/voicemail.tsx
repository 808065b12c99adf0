import { useEffect, useRef, useState } from 'react';
import { readRecording, type Voicemail as Recorded } from '../api.ts';
import { isAbort } from '../problem.ts';
import type { Session } from '../session.ts';
import { useSpeech } from '../words/index.ts';

/** What a caller left: fetched with the agent's token when it is wanted, and played from memory. */
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
    const asking = new AbortController();
    fetching.current = asking;
    setState('fetching');
    try {
      setSound(URL.createObjectURL(await readRecording(session, voicemail.href, asking.signal)));
      setState('idle');
    } catch (error) {
      if (!isAbort(error)) setState('failed');
    }
  }

  if (sound !== undefined) {
    return (
      // What a caller said has no captions.
      <audio className="voicemail" src={sound} controls autoPlay aria-label={words.call.voicemail} />
    );
  }
  const { seconds } = voicemail;
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
        {state === 'fetching'
          ? words.call.fetching
          : seconds === undefined
            ? words.call.play
            : words.call.playOf(times.lasting(seconds))}
      </button>
      {state === 'failed' && (
        <span role="alert" className="problem">
          {words.call.failed}
        </span>
      )}
    </span>
  );
}
