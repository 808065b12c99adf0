/** Samples a second of every Opus file, whatever its sound was before. */
const RATE = 48_000;
const PACKETS_A_SECOND = 50;
const FIRST = 2;
const LAST = 4;
/** Any number that names the one stream of the file. */
const STREAM = 1;

/** An Ogg file of silence, in one channel or two: RFC 7845's headers, then a page of Opus packets for each second. */
export function silentOgg(seconds: number, channels: number): Buffer<ArrayBuffer> {
  const head = Buffer.alloc(19);
  head.write('OpusHead\x01', 'latin1');
  head.writeUInt8(channels, 9);
  head.writeUInt32LE(RATE, 12);
  const tags = Buffer.alloc(16);
  tags.write('OpusTags', 'latin1');
  // A CELT frame of 20 ms, full band; its one bit of content says that it is silent.
  const silence = Buffer.from([channels === 1 ? 0xf8 : 0xfc, 0xff, 0xfe]);
  const second = Array.from({ length: PACKETS_A_SECOND }, () => silence);
  const pages = [page(0, FIRST, 0, [head]), page(1, seconds === 0 ? LAST : 0, 0, [tags])];
  for (let end = 1; end <= seconds; end += 1)
    pages.push(page(end + 1, end === seconds ? LAST : 0, end * RATE, second));
  return Buffer.concat(pages);
}

/** @param samples how many have been played when the page is over */
function page(number: number, flags: number, samples: number, packets: Buffer[]): Buffer {
  const header = Buffer.alloc(27);
  header.write('OggS', 'latin1');
  header.writeUInt8(flags, 5);
  header.writeBigUInt64LE(BigInt(samples), 6);
  header.writeUInt32LE(STREAM, 14);
  header.writeUInt32LE(number, 18);
  header.writeUInt8(packets.length, 26);
  const lengths = Buffer.from(packets.map(({ length }) => length));
  const whole = Buffer.concat([header, lengths, ...packets]);
  whole.writeUInt32LE(checksum(whole), 22);
  return whole;
}

/** Ogg's CRC-32: the usual polynomial, highest bit first, from zero. */
function checksum(bytes: Buffer): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit += 1) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  }
  return crc >>> 0;
}
