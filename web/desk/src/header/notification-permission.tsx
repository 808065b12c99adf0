import { useState } from 'react';
import { useSpeech } from '../words/index.ts';

/** Asks for permission to show notifications, or says what the browser allows. */
export function NotificationPermission() {
  const { preferences } = useSpeech().words;
  const [permission, setPermission] = useState(() =>
    'Notification' in window ? Notification.permission : 'denied',
  );
  if (permission === 'default') {
    return (
      <p>
        <button
          type="button"
          className="button small"
          onClick={() => void Notification.requestPermission().then(setPermission)}
        >
          {preferences.allow}
        </button>
      </p>
    );
  }
  return <p className="hint">{permission === 'granted' ? preferences.allowed : preferences.denied}</p>;
}
