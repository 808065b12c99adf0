const HEADER_BYTES = 44;
/** Samples a second, one byte each: as many bytes as a spoken mp3 has, and enough for the tone. */
const RATE = 4_000;
const TONE_HZ = 440;
const SILENCE = 128;
const LOUDNESS = 40;

/** The file's length in bytes. */
export const wavSize = (seconds: number, channels: number): number =>
  HEADER_BYTES + RATE * channels * seconds;

/** A WAV file (8-bit PCM) of whole seconds with a tone in every channel: it plays everywhere. */
export function toneWav(seconds: number, channels: number): Buffer<ArrayBuffer> {
  const file = Buffer.alloc(wavSize(seconds, channels));
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(channels, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE * channels, 28);
  file.writeUInt16LE(channels, 32);
  file.writeUInt16LE(8, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(file.length - HEADER_BYTES, 40);
  // The tone's frequency is a whole number, so that a second of it can be repeated without a click.
  const second = Buffer.alloc(RATE * channels);
  for (let sample = 0; sample < RATE; sample += 1) {
    const level = SILENCE + Math.round(LOUDNESS * Math.sin((2 * Math.PI * TONE_HZ * sample) / RATE));
    second.fill(level, sample * channels, (sample + 1) * channels);
  }
  if (seconds > 0) file.fill(second, HEADER_BYTES);
  return file;
}
