import * as z from 'zod/mini';
import { createPersistentStore } from '../live/persistent-store.ts';

/** Whether calls are spoken by the browser's own voices. */
export const speaksAloud = createPersistentStore('speech', z.boolean(), false);

export const canSpeak = (): boolean => 'speechSynthesis' in globalThis;

/** Says a line aloud, behind those that are being said. */
export function speak(text: string, language = 'en-US'): void {
  if (!canSpeak()) return;
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.lang = language;
  speechSynthesis.speak(utterance);
}

export function stopSpeaking(): void {
  if (canSpeak()) speechSynthesis.cancel();
}
