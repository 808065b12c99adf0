/** MPEG-2 layer III at 16 kHz and 8 kbit/s: a frame is 576 samples in 36 bytes. */
const FRAME_BYTES = 36;
const FRAME_SECONDS = 576 / 16_000;

/** An MP3 file of silence, in one channel or two. A frame whose side information is all zeros holds no sound. */
export function silentMp3(seconds: number, channels: number): Buffer<ArrayBuffer> {
  const frame = Buffer.alloc(FRAME_BYTES);
  const mode = channels === 1 ? 0b11 : 0b00;
  frame.set([0xff, 0xf3, 0x18, mode << 6]);
  return Buffer.alloc(FRAME_BYTES * Math.round(seconds / FRAME_SECONDS), frame);
}
