import { useEffect } from 'react';
import { alertAgent, enableSoundOnGesture, setUnreadCount } from './alert.ts';
import { maskNumber } from './phone-number.ts';
import type { Session } from './session.ts';
import type { TicketList } from './tickets/list.ts';
import { useUnread, type Unread } from './tickets/use-unread.ts';
import { useSpeech } from './words/index.ts';

/** What the agent has not read; alerts the agent to what comes, and counts it in the tab's title. */
export function useUnreadAlerts(session: Session, openTickets: TicketList | undefined): Unread {
  const { words } = useSpeech();
  const unread = useUnread(session, openTickets, ({ number, customer }, isNew) => {
    alertAgent({
      kind: isNew ? 'ticket' : 'text',
      title: isNew ? words.alert.ticket : words.alert.text,
      body: words.alert.from(maskNumber(customer), number),
    });
  });
  useEffect(enableSoundOnGesture, []);
  useEffect(() => setUnreadCount(unread.count), [unread.count]);
  useEffect(() => () => setUnreadCount(0), []);
  return unread;
}
