import { silentMp3 } from './mp3.ts';
import { silentOgg } from './ogg.ts';
import { toneWav, wavSize } from './wav.ts';

export type Format = 'mp3' | 'ogg' | 'wav';

export interface Sound {
  format: Format;
  /** A whole number. */
  seconds: number;
  channels: number;
}

interface FileType {
  mimeType: string;
  /** For the call's log. */
  description: string;
  /** In bytes. */
  size: (sound: Sound) => number;
  create: (sound: Sound) => Buffer<ArrayBuffer>;
}

/** The simulator has no encoder: only a WAV file is audible, the others are silent for their length. */
export const FILES: Readonly<Record<Format, FileType>> = {
  mp3: {
    mimeType: 'audio/mpeg',
    description: 'mp3, silent',
    size: (sound) => FILES.mp3.create(sound).length,
    create: ({ seconds, channels }) => silentMp3(seconds, channels),
  },
  ogg: {
    mimeType: 'audio/ogg',
    description: 'ogg, silent',
    size: (sound) => FILES.ogg.create(sound).length,
    create: ({ seconds, channels }) => silentOgg(seconds, channels),
  },
  wav: {
    mimeType: 'audio/wav',
    description: 'wav, a tone',
    size: ({ seconds, channels }) => wavSize(seconds, channels),
    create: ({ seconds, channels }) => toneWav(seconds, channels),
  },
};

/** WAV unless another format is requested that can hold the channels. */
export const formatFor = (requested: Format | undefined, channels: number): Format =>
  requested === undefined || channels > 2 ? 'wav' : requested;
