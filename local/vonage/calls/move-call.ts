import type { Clock } from '../../clock.ts';
import { isoNow } from '../iso-time.ts';
import type { Call } from './call.ts';
import type { CallEvents } from './call-events.ts';
import type { Conversation, Conversations, Participation } from './conversations.ts';
import { eventTarget } from './webhook-target.ts';

/** Moves a call to another conversation and sends the event that Vonage sends of every transfer. */
export type MoveCall = (call: Call, to: Conversation, participation?: Participation) => void;

export function createMoves({
  clock,
  conversations,
  events,
}: {
  clock: Pick<Clock, 'now'>;
  conversations: Pick<Conversations, 'move'>;
  events: Pick<CallEvents, 'send'>;
}): MoveCall {
  return (call, to, participation = {}) => {
    const from = call.conversation.id;
    conversations.move(call, to, participation);
    if (from === to.id) return;
    const payload = {
      conversation_uuid_from: from,
      conversation_uuid_to: to.id,
      uuid: call.main.id,
      timestamp: isoNow(clock),
    };
    events.send(call, payload, eventTarget(call));
  };
}
