import type { Platform } from '../platform.ts';
import type { Call } from './call.ts';
import { sendError, sendEvent } from './events.ts';
import type { Action, Conversation, Transfer } from './ncco.ts';
import { startRecording } from './recordings.ts';
import { whoIs, type Place, type Room } from './rooms.ts';
import { eventTarget } from './webhooks.ts';

/** Joins the conversation of that name, and stays until one of the two ends. */
export async function runConversation(platform: Platform, call: Call, action: Conversation): Promise<never> {
  const { action: name, ...details } = action;
  const room = platform.rooms.named(call.application.id, action.name);
  enter(platform, call, room, action, name, details);
  if (!room.hasStarted && action.startOnEnter !== false) {
    room.hasStarted = true;
    for (const member of room.members.keys()) member.note('conversation started');
  }
  const { musicOnHoldUrl: music } = action;
  if (!room.hasStarted)
    call.note('music', { streamUrl: [music ?? []].flat(), until: 'conversation started' });
  if (action.record && !room.stopRecording) {
    const to = eventTarget(call, action);
    room.stopRecording = startRecording(platform, call, to, { channels: 1, details: { of: action.name } });
  }
  return stay(call);
}

/** Moves the caller into a conversation that is going on; one that is not there is an error, and the flow goes on. */
export async function runTransfer(
  platform: Platform,
  call: Call,
  action: Transfer,
): Promise<Action[] | undefined> {
  const { action: name, ...details } = action;
  const room = platform.rooms.find(call.application.id, action.conversationId);
  if (!room || room === call.room) {
    const reason = `There is no other conversation ${action.conversationId}.`;
    call.note('error', { reason });
    sendError(platform, call, reason);
    return undefined;
  }
  enter(platform, call, room, action, name, details);
  return stay(call);
}

function enter(
  platform: Platform,
  call: Call,
  room: Room,
  { mute, canSpeak, canHear, endOnExit }: Place,
  name: string,
  details: Record<string, unknown>,
): void {
  const others = [...room.members.keys()].filter((member) => member !== call).map(whoIs);
  call.note(name, { ...details, conversation: room.id, with: others });
  moveTo(platform, call, room, { mute, canSpeak, canHear, endOnExit });
}

/** Moves a call to another conversation and tells the event URL, as Vonage does of every transfer. */
export function moveTo(platform: Platform, call: Call, room: Room, place: Place = {}): void {
  const from = call.conversation;
  platform.rooms.move(call, room, place);
  if (from === room.id) return;
  const payload = {
    conversation_uuid_from: from,
    conversation_uuid_to: room.id,
    uuid: call.main.id,
    timestamp: platform.now(),
  };
  sendEvent(platform, call, payload, eventTarget(call));
}

async function stay(call: Call): Promise<never> {
  for (;;) await call.next(null);
}
