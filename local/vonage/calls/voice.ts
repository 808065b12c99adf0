import type { Clock } from '../../clock.ts';
import type { Publish } from '../event-feed.ts';
import type { FaultBox } from '../faults.ts';
import type { PendingWork } from '../pending-work.ts';
import type { Sessions } from '../sessions.ts';
import type { Store } from '../state.ts';
import type { WebhookSender } from '../webhooks/sender.ts';
import type { WebhookSigner } from '../webhooks/signer.ts';
import { createRunAction } from './actions/actions.ts';
import { createConnect } from './actions/connect.ts';
import { createConversation, createTransfer } from './actions/conversation.ts';
import { createInput } from './actions/input.ts';
import { createLegReports } from './actions/leg-reports.ts';
import { createNotify } from './actions/notify.ts';
import { createRecord } from './actions/record.ts';
import type { Call, DtmfFormat } from './call.ts';
import { createCallEvents } from './call-events.ts';
import { createCallWebhooks } from './call-webhooks.ts';
import { createConversations } from './conversations.ts';
import { createEndCall } from './end-call.ts';
import { createReachability } from './endpoint.ts';
import { createNccoFetcher, type FetchNcco } from './fetch-ncco.ts';
import { createInboundCalls } from './inbound-call.ts';
import { createInterpreter } from './interpreter.ts';
import { createMoves } from './move-call.ts';
import { createOpenCall } from './open-call.ts';
import { createOutboundCalls } from './outbound-call.ts';
import { createRecorder } from './recordings/recorder.ts';
import { createRecordings, type Recordings } from './recordings/recordings.ts';
import { createSwitchboard, type Switchboard } from './switchboard.ts';

export interface Voice {
  switchboard: Switchboard;
  recordings: Recordings;
  fetchNcco: FetchNcco;
}

/** Composes everything that calls consist of. */
export function createVoice(given: {
  clock: Clock;
  dtmfFormat: DtmfFormat;
  faults: FaultBox;
  origin: () => string;
  pending: PendingWork;
  publish: Publish;
  sender: WebhookSender;
  sessions: Sessions;
  signer: WebhookSigner;
  store: Store;
  uuid: () => string;
}): Voice {
  const calls: Call[] = [];
  const conversations = createConversations(given.uuid);
  const recordings = createRecordings();
  const isReachable = createReachability(given.store);
  const sendWebhook = createCallWebhooks(given);
  const events = createCallEvents({ ...given, sendWebhook });
  const fetchNcco = createNccoFetcher({ sendWebhook, events });
  const base = { ...given, calls, conversations, recordings, isReachable, sendWebhook, events, fetchNcco };
  const moveCall = createMoves(base);
  const startRecording = createRecorder(base);
  const reportLeg = createLegReports(base);
  const runAction = createRunAction({
    input: createInput(base),
    connect: createConnect({ ...base, reportLeg }),
    notify: createNotify(base),
    record: createRecord(startRecording),
    conversation: createConversation({ conversations, moveCall, startRecording }),
    transfer: createTransfer({ conversations, moveCall, events }),
  });
  const runCall = createInterpreter({ ...base, endCall: createEndCall(base), moveCall, runAction });
  const openCall = createOpenCall(base);
  const switchboard = createSwitchboard({
    ...base,
    placeInbound: createInboundCalls({ ...base, openCall, runCall }),
    placeOutbound: createOutboundCalls({ ...base, openCall, runCall }),
  });
  return { switchboard, recordings, fetchNcco };
}
