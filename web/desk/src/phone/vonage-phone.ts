import { LegStatus, VonageClient, type ConfigRegion } from '@vonage/client-sdk';
import { PhoneStateStore, type Phone } from './phone.ts';

/**
 * A phone by Vonage's client SDK; the browser's WebRTC carries the sound.
 *
 * @param apiUrl Vonage's regional REST host, such as `https://api-eu.vonage.com`; undefined for the global one
 */
export function vonagePhone(apiUrl: string | undefined): Phone {
  const client = new VonageClient({ region: regionOf(apiUrl) });
  const store = new PhoneStateStore();
  followCalls(client, store);
  return {
    get state() {
      return store.state;
    },
    onChange: store.onChange,
    ...connectionOf(client, store),
    ...callControls(client, store),
  };
}

function followCalls(client: VonageClient, store: PhoneStateStore): void {
  client.on('callInvite', (call, from) => {
    store.put({
      id: call,
      direction: 'inbound',
      other: from,
      state: 'ringing',
      muted: false,
      since: Date.now(),
    });
  });
  // Answered elsewhere, cancelled by the caller, or timed out.
  client.on('callInviteCancel', (call) => store.remove(call));
  client.on('callHangup', (call) => store.remove(call));
  client.on('legStatusUpdate', (call, leg, status) => {
    // The leg with the call's id is our own, which is answered at once in an outgoing call; the other is the callee's.
    if (status !== LegStatus.Answered || leg === call) return;
    if (store.find(call)?.state === 'calling') store.change(call, { state: 'talking', since: Date.now() });
  });
  client.on('mute', (call, leg, isMuted) => {
    if (leg === call) store.change(call, { muted: isMuted });
  });
}

function connectionOf(client: VonageClient, store: PhoneStateStore): Pick<Phone, 'connect' | 'disconnect'> {
  let hasSession = false;
  client.on('reconnecting', () => store.setConnection('broken'));
  client.on('reconnection', () => store.setConnection('on'));
  client.on('sessionError', () => {
    hasSession = false;
    store.setConnection('off');
  });
  return {
    async connect(jwt) {
      if (hasSession) return void (await client.refreshSession(jwt));
      store.setConnection('connecting');
      try {
        await client.createSession(jwt);
      } catch (error) {
        store.setConnection('off');
        throw error;
      }
      hasSession = true;
      store.setConnection('on');
    },
    async disconnect() {
      hasSession = false;
      store.setConnection('off');
      store.setCalls([]);
      await client.deleteSession();
    },
  };
}

type CallControls = Pick<Phone, 'dial' | 'answer' | 'reject' | 'hangUp' | 'mute' | 'press'>;

function callControls(client: VonageClient, store: PhoneStateStore): CallControls {
  return {
    async dial(number) {
      const id = await client.serverCall({ to: `+${number}` });
      store.put({
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
      store.change(call, { state: 'talking', since: Date.now() });
    },
    async reject(call) {
      await client.reject(call);
      store.remove(call);
    },
    async hangUp(call) {
      await client.hangup(call);
      store.remove(call);
    },
    async mute(call, isMuted) {
      await (isMuted ? client.mute(call) : client.unmute(call));
      store.change(call, { muted: isMuted });
    },
    async press(call, digits) {
      await client.sendDTMF(call, digits);
    },
  };
}

/** The SDK takes a region, the settings hold a host: `api-eu.vonage.com`, `api-ap-3.vonage.com`. */
function regionOf(apiUrl: string | undefined): ConfigRegion {
  const region = /\bapi-(us|eu|ap)\b/.exec(apiUrl ?? '')?.[1];
  if (region === 'eu') return 'EU';
  return region === 'ap' ? 'AP' : 'US';
}
