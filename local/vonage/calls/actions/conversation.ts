import type { Call } from '../call.ts';
import type { CallEvents } from '../call-events.ts';
import { identify, type Conversation, type Conversations } from '../conversations.ts';
import type { MoveCall } from '../move-call.ts';
import type { ConversationAction, TransferAction } from '../ncco.ts';
import type { StartRecording } from '../recordings/recorder.ts';
import { eventTarget } from '../webhook-target.ts';
import type { RunAction } from './run-action.ts';

/** Joins the conversation of that name, and stays until the call or the conversation ends. */
export function createConversation({
  conversations,
  moveCall,
  startRecording,
}: {
  conversations: Pick<Conversations, 'named'>;
  moveCall: MoveCall;
  startRecording: StartRecording;
}): RunAction<ConversationAction> {
  return async (call, action) => {
    const conversation = conversations.named(call.application.id, action.name);
    enter(moveCall, call, conversation, action);
    if (!conversation.hasStarted && action.startOnEnter !== false) {
      conversation.hasStarted = true;
      for (const member of conversation.members.keys()) member.note('conversation started');
    }
    const { musicOnHoldUrl: music } = action;
    if (!conversation.hasStarted)
      call.note('music', { streamUrl: [music ?? []].flat(), until: 'conversation started' });
    if (action.record && !conversation.stopRecording) {
      conversation.stopRecording = startRecording(call, eventTarget(call, action), {
        channels: 1,
        details: { of: action.name },
      });
    }
    return stay(call);
  };
}

/** Moves the caller into a conversation that is going on; one that does not exist is an error, and the NCCO goes on. */
export function createTransfer({
  conversations,
  moveCall,
  events,
}: {
  conversations: Pick<Conversations, 'find'>;
  moveCall: MoveCall;
  events: Pick<CallEvents, 'sendError'>;
}): RunAction<TransferAction> {
  return async (call, action) => {
    const conversation = conversations.find(call.application.id, action.conversationId);
    if (!conversation || conversation === call.conversation) {
      const reason = `There is no other conversation ${action.conversationId}.`;
      call.note('error', { reason });
      events.sendError(call, reason);
      return undefined;
    }
    enter(moveCall, call, conversation, action);
    return stay(call);
  };
}

function enter(
  moveCall: MoveCall,
  call: Call,
  conversation: Conversation,
  action: ConversationAction | TransferAction,
): void {
  const { action: name, ...details } = action;
  const others = [...conversation.members.keys()].filter((member) => member !== call).map(identify);
  call.note(name, { ...details, conversation: conversation.id, with: others });
  const { mute, canSpeak, canHear } = action;
  const endOnExit = action.action === 'conversation' ? action.endOnExit : undefined;
  moveCall(call, conversation, { mute, canSpeak, canHear, endOnExit });
}

async function stay(call: Call): Promise<never> {
  for (;;) await call.next(null);
}
