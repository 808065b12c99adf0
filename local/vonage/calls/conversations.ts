import { addressOf, type LegAddress } from './leg.ts';

/** How a call takes part in a conversation. */
export interface Participation {
  mute?: boolean | undefined;
  /** The legs that hear this call; absent is all. */
  canSpeak?: string[] | undefined;
  /** The legs that this call hears; absent is all. */
  canHear?: string[] | undefined;
  /** Ends the conversation for all when this call leaves it. */
  endOnExit?: boolean | undefined;
}

/** What a conversation needs of a call. */
export interface Participant {
  readonly main: LegAddress & { readonly id: string; muted?: boolean; earmuffed?: boolean };
  /** The conversation that the call is in. */
  conversation: Conversation;
  note(action: string, details?: Record<string, unknown>): void;
  interrupt(interruption: { type: 'hangup'; by: string }): void;
}

/** The calls that hear each other. A call begins alone in a conversation of its own. */
export interface Conversation {
  readonly id: string;
  readonly applicationId: string;
  readonly name?: string;
  readonly members: Map<Participant, Participation>;
  /** Before it has started, nobody hears anybody. */
  hasStarted: boolean;
  stopRecording?: (by: string) => void;
}

export interface Conversations {
  /** A new conversation for one call. */
  create(applicationId: string): Conversation;
  /** The one that an NCCO names; it is created when nobody is in it. */
  named(applicationId: string, name: string): Conversation;
  find(applicationId: string, id: string): Conversation | undefined;
  /** Puts a call into another conversation, or into none; the logs of those whom it leaves and joins say so. */
  move(call: Participant, to: Conversation | undefined, participation?: Participation): void;
  /** Removes a call's conversation without any notice. */
  forget(call: Participant): void;
}

export function createConversations(uuid: () => string): Conversations {
  const conversations = new Set<Conversation>();
  const create = (applicationId: string, name?: string): Conversation => {
    const created: Conversation = {
      id: `CON-${uuid()}`,
      applicationId,
      ...(name !== undefined && { name }),
      members: new Map(),
      hasStarted: !name,
    };
    conversations.add(created);
    return created;
  };
  const leave = (call: Participant): void => {
    const { conversation } = call;
    const { members } = conversation;
    const participation = members.get(call);
    if (!participation) return;
    members.delete(call);
    for (const other of members.keys()) other.note('left', identify(call));
    if (participation.endOnExit)
      for (const other of members.keys()) other.interrupt({ type: 'hangup', by: 'the conversation' });
    if (members.size > 0) return;
    conversations.delete(conversation);
    conversation.stopRecording?.('hangup');
  };
  const search = (predicate: (conversation: Conversation) => boolean): Conversation | undefined =>
    [...conversations].find(predicate);
  return {
    create: (applicationId) => create(applicationId),
    named: (applicationId, name) =>
      search((one) => one.applicationId === applicationId && one.name === name) ??
      create(applicationId, name),
    find: (applicationId, id) => search((one) => one.applicationId === applicationId && one.id === id),
    move(call, to, participation = {}) {
      if (to !== call.conversation) leave(call);
      if (!to) return;
      if (!to.members.has(call)) for (const other of to.members.keys()) other.note('joined', identify(call));
      to.members.set(call, participation);
      call.conversation = to;
    },
    forget: ({ conversation }) => void conversations.delete(conversation),
  };
}

/** A call, as the logs of the others in its conversation name it. */
export const identify = ({ main }: Participant): Record<string, string> => ({
  leg: main.id,
  ...addressOf(main),
});

/** Those in the conversation who hear what is spoken on a call's main leg. */
export function hearersOf(speaker: Participant): Participant[] {
  const { conversation, main } = speaker;
  const own = conversation.members.get(speaker);
  if (!own || !conversation.hasStarted || own.mute || main.muted) return [];
  const allows = (list: string[] | undefined, call: Participant): boolean =>
    list?.includes(call.main.id) ?? true;
  return [...conversation.members]
    .filter(([call]) => call !== speaker && !call.main.earmuffed)
    .filter(([call, theirs]) => allows(own.canSpeak, call) && allows(theirs.canHear, speaker))
    .map(([call]) => call);
}
