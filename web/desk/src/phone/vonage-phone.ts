import { LegStatus, VonageClient, type ConfigRegion } from '@vonage/client-sdk';
import { PhoneStateStore, type Phone } from './phone.ts';

/**
 * A phone by Vonage's client SDK: the sound goes through the browser's own WebRTC.
 *
 * @param apiUrl Vonage's REST host where it is a regional one, such as `https://api-eu.vonage.com`
 */
export function vonagePhone(apiUrl: string | undefined): Phone {
  const client = new VonageClient({ region: regionOf(apiUrl) });
  const board = new PhoneStateStore();
  let hasSession = false;

  client.on('callInvite', (call, from) => {
    board.put({
      id: call,
      direction: 'inbound',
      other: from,
      state: 'ringing',
      muted: false,
      since: Date.now(),
    });
  });
  // Answered elsewhere, given up, or over: in each case it rings here no more.
  client.on('callInviteCancel', (call) => board.remove(call));
  client.on('callHangup', (call) => board.remove(call));
  client.on('legStatusUpdate', (call, leg, status) => {
    // Our own leg of an outgoing call is answered at once, and carries the call's id; the other one is the callee's.
    if (status !== LegStatus.Answered || leg === call) return;
    if (board.find(call)?.state === 'calling') board.change(call, { state: 'talking', since: Date.now() });
  });
  client.on('mute', (call, leg, isMuted) => {
    if (leg === call) board.change(call, { muted: isMuted });
  });
  client.on('reconnecting', () => board.connection('broken'));
  client.on('reconnection', () => board.connection('on'));
  client.on('sessionError', () => {
    hasSession = false;
    board.connection('off');
  });

  return {
    get state() {
      return board.state;
    },
    onChange: board.onChange,
    async connect(jwt) {
      if (hasSession) return void (await client.refreshSession(jwt));
      board.connection('connecting');
      try {
        await client.createSession(jwt);
      } catch (error) {
        board.connection('off');
        throw error;
      }
      hasSession = true;
      board.connection('on');
    },
    async disconnect() {
      hasSession = false;
      board.connection('off');
      board.calls([]);
      await client.deleteSession();
    },
    async dial(number) {
      const id = await client.serverCall({ to: `+${number}` });
      board.put({
        id,
        direction: 'outbound',
        other: number,
        state: 'calling',
        muted: false,
        since: Date.now(),
      });
    },
    async answer(call) {
      await client.answer(call);
      board.change(call, { state: 'talking', since: Date.now() });
    },
    async reject(call) {
      await client.reject(call);
      board.remove(call);
    },
    async hangUp(call) {
      await client.hangup(call);
      board.remove(call);
    },
    async mute(call, isMuted) {
      await (isMuted ? client.mute(call) : client.unmute(call));
      board.change(call, { muted: isMuted });
    },
    async press(call, digits) {
      await client.sendDTMF(call, digits);
    },
  };
}

/** The SDK asks for a region, the desk knows a host: `api-eu.vonage.com`, `api-ap-3.vonage.com`. */
function regionOf(apiUrl: string | undefined): ConfigRegion {
  const region = /\bapi-(us|eu|ap)\b/.exec(apiUrl ?? '')?.[1];
  if (region === 'eu') return 'EU';
  return region === 'ap' ? 'AP' : 'US';
}
