import { systemInfo } from '../live/system-info.ts';
import { useStore } from '../live/store.ts';
import { nextStep, play, playing, stepwise, stopPlaying } from './player.ts';
import './player-bar.css';

/** The caption of the step that is played, and the controls of the player. */
export function PlayerBar() {
  const now = useStore(playing);
  const isStepwise = useStore(stepwise);
  const known = useStore(systemInfo);
  if (!now) return null;
  const { tutorial, step, title, why, state } = now;
  const isOver = state === 'over' || state === 'failed';
  return (
    <section className="player" aria-label="Tutorial">
      <ol className="progress" aria-hidden="true">
        {tutorial.steps.map((_, index) => (
          <li key={index} className={index < step || isOver ? 'done' : index === step ? 'now' : ''} />
        ))}
      </ol>
      <div className="caption" role="status">
        <p className="hint">
          Tutorial {tutorial.id}: {tutorial.title}
        </p>
        <h2 className={state === 'failed' ? 'problem' : ''}>{title}</h2>
        <p>{why}</p>
      </div>
      <div className="steer">
        {!isOver && (
          <>
            <label>
              <input
                type="checkbox"
                checked={isStepwise}
                onChange={({ target }) => stepwise.set(target.checked)}
              />{' '}
              One step at a time
            </label>
            <button type="button" className="button primary" disabled={state === 'acting'} onClick={nextStep}>
              Next step
            </button>
          </>
        )}
        {isOver && known && (
          <button type="button" className="button" onClick={() => void play(tutorial, known)}>
            Play again
          </button>
        )}
        <button type="button" className={isOver ? 'button primary' : 'button'} onClick={stopPlaying}>
          {isOver ? 'Do it yourself' : 'Stop'}
        </button>
      </div>
    </section>
  );
}
