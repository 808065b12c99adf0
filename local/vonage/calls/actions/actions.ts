import type { Connect, ConversationAction, Input, Notify, RecordAction, TransferAction } from '../ncco.ts';
import { play } from './play.ts';
import type { RunAction } from './run-action.ts';
import { wait } from './wait.ts';

/** The actions that need more than the call itself. */
export interface Actions {
  input: RunAction<Input>;
  connect: RunAction<Connect>;
  notify: RunAction<Notify>;
  record: RunAction<RecordAction>;
  conversation: RunAction<ConversationAction>;
  transfer: RunAction<TransferAction>;
}

/** Runs any action. */
export const createRunAction =
  (actions: Actions): RunAction =>
  (call, action) => {
    switch (action.action) {
      case 'talk':
      case 'stream':
        return play(call, action);
      case 'wait':
        return wait(call, action);
      case 'input':
        return actions.input(call, action);
      case 'connect':
        return actions.connect(call, action);
      case 'notify':
        return actions.notify(call, action);
      case 'record':
        return actions.record(call, action);
      case 'conversation':
        return actions.conversation(call, action);
      case 'transfer':
        return actions.transfer(call, action);
      case 'pay':
        // Vonage has dropped it from the newest table: nobody is asked for a card.
        call.note('pay', { amount: action.amount, warning: 'pay is accepted and not simulated' });
        return Promise.resolve(undefined);
    }
  };
