import * as z from 'zod/mini';
import { createPersistentStore } from '../live/persistent-store.ts';

/** Whether the browser's voices speak what the desk says in calls. */
export const speaksAloud = createPersistentStore('speech', z.boolean(), false);

export const canSpeak = (): boolean => 'speechSynthesis' in globalThis;

/** Speaks a text after those that are queued. */
export function speak(text: string, language = 'en-US'): void {
  if (!canSpeak()) return;
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.lang = language;
  speechSynthesis.speak(utterance);
}

export function stopSpeaking(): void {
  if (canSpeak()) speechSynthesis.cancel();
}
