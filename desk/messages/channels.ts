import type { Channel, ChannelAddress, ChannelName } from './channel.ts';
import { sms } from './sms/channel.ts';

const CHANNELS: Record<ChannelName, Channel> = { sms };

/** The channel of a message; items stored before there was a choice name none and are SMS. */
export const channelOf = ({ channel = 'sms' }: Pick<ChannelAddress, 'channel'>): Channel => CHANNELS[channel];
