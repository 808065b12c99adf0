import type { Call } from './call.ts';
import { addressOf } from './events.ts';

/** How a call takes part in a conversation. */
export interface Place {
  mute?: boolean | undefined;
  /** The legs that hear this call; absent is all. */
  canSpeak?: string[] | undefined;
  /** The legs that this call hears; absent is all. */
  canHear?: string[] | undefined;
  /** Ends the conversation for all when this call leaves it. */
  endOnExit?: boolean | undefined;
}

/** A conversation: the calls that hear each other. A call begins alone in one of its own. */
export interface Room {
  readonly id: string;
  readonly applicationId: string;
  readonly name?: string;
  readonly members: Map<Call, Place>;
  /** Before it has started, nobody hears anybody. */
  hasStarted: boolean;
  stopRecording?: (by: string) => void;
}

export interface Rooms {
  /** A conversation of one call's own. */
  alone(applicationId: string): Room;
  /** The one that an NCCO names; it is made when nobody is in it. */
  named(applicationId: string, name: string): Room;
  find(applicationId: string, id: string): Room | undefined;
  /** Puts a call into another conversation, or into none, and tells those whom it leaves. */
  move(call: Call, to: Room | undefined, place?: Place): void;
  /** Forgets a call and its conversation; nobody is told. */
  forget(call: Call): void;
}

export function createRooms(uuid: () => string): Rooms {
  const rooms = new Set<Room>();
  const open = (applicationId: string, name?: string): Room => {
    const id = `CON-${uuid()}`;
    const members = new Map<Call, Place>();
    const room: Room = { id, applicationId, ...(name !== undefined && { name }), members, hasStarted: !name };
    rooms.add(room);
    return room;
  };
  const leave = (call: Call): void => {
    const { room } = call;
    const place = room.members.get(call);
    if (!place) return;
    room.members.delete(call);
    for (const other of room.members.keys()) other.note('left', whoIs(call));
    if (place.endOnExit)
      for (const other of room.members.keys()) other.interrupt({ type: 'hangup', by: 'the conversation' });
    if (room.members.size > 0) return;
    rooms.delete(room);
    room.stopRecording?.('hangup');
  };
  return {
    alone: (applicationId) => open(applicationId),
    named: (applicationId, name) =>
      [...rooms].find((room) => room.applicationId === applicationId && room.name === name) ??
      open(applicationId, name),
    find: (applicationId, id) =>
      [...rooms].find((room) => room.applicationId === applicationId && room.id === id),
    move(call, to, place = {}) {
      if (to !== call.room) leave(call);
      if (!to) return;
      if (!to.members.has(call)) for (const other of to.members.keys()) other.note('joined', whoIs(call));
      to.members.set(call, place);
      call.room = to;
    },
    forget: ({ room }) => void rooms.delete(room),
  };
}

/** A call, as the others in its conversation know it. */
export const whoIs = ({ main }: Call): Record<string, string> => ({ leg: main.id, ...addressOf(main) });

/** Those in the conversation who hear what is said at a call's end. */
export function hearersOf(speaker: Call): Call[] {
  const { room, main } = speaker;
  const own = room.members.get(speaker);
  if (!own || !room.hasStarted || own.mute || main.muted) return [];
  const hears = (list: string[] | undefined, call: Call): boolean => list?.includes(call.main.id) ?? true;
  return [...room.members]
    .filter(([call]) => call !== speaker && !call.main.earmuffed)
    .filter(([call, place]) => hears(own.canSpeak, call) && hears(place.canHear, speaker))
    .map(([call]) => call);
}
