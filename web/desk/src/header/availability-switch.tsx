import { describeProblem } from '../words/describe-problem.ts';
import { useSpeech } from '../words/index.ts';
import type { Availability } from './use-availability.ts';

/** Switches whether calls may ring this agent. */
export function AvailabilitySwitch({ available, problem, setAvailable }: Availability) {
  const speech = useSpeech();
  const { header } = speech.words;
  return (
    <div className="availability">
      <label className="switch" data-on={available === true}>
        <button
          type="button"
          role="switch"
          className="knob"
          aria-checked={available === true}
          aria-label={header.available}
          disabled={available === undefined}
          onClick={() => setAvailable(available !== true)}
        />
        {available ? header.isAvailable : header.isAway}
      </label>
      {problem && (
        <span className="problem" role="alert">
          {describeProblem(problem, speech)}
        </span>
      )}
    </div>
  );
}
