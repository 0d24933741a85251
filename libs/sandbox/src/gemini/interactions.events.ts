import { piecesOf } from '../text/tokens.js';
import type { Step } from './interactions.ask.js';

type Event = Record<string, unknown>;

/** The events of an interaction's stream, in their wire form; `made` are the steps that the model makes. */
export function eventsOf(interaction: Event, made: readonly Step[]): string[] {
  const { steps: _steps, usage, ...head } = interaction;
  const events = [
    { event_type: 'interaction.created', interaction: { ...head, status: 'in_progress' } },
    ...made.flatMap((step, index) => [...eventsOfStep(step, index)]),
    { event_type: 'interaction.completed', interaction: { ...head, usage } },
  ];
  const numbered = events.map((event, index) => ({ ...event, event_id: `e${index}` }));
  return [...numbered.map((event) => eventText(event.event_type, JSON.stringify(event))), eventText('done', '[DONE]')];
}

/** An event that ends a stream halfway. */
export function failure(): string {
  const error = { code: 'internal_error', message: 'An internal error has occurred.' };
  return eventText('error', JSON.stringify({ event_type: 'error', error }));
}

function* eventsOfStep(step: Step, index: number): Generator<Event & { event_type: string }> {
  const delta = (value: Event): Event & { event_type: string } => ({ event_type: 'step.delta', index, delta: value });
  if (step['type'] === 'function_call') {
    yield { event_type: 'step.start', index, step: { ...step, arguments: {} } };
    for (const piece of JSON.stringify(step['arguments']).match(/.{1,12}/gsu) ?? []) {
      yield delta({ type: 'arguments_delta', arguments: piece });
    }
  } else if (step['type'] === 'thought') {
    yield { event_type: 'step.start', index, step: { type: 'thought' } };
    for (const content of (step['summary'] ?? []) as Event[]) yield delta({ type: 'thought_summary', content });
    yield delta({ type: 'thought_signature', signature: step['signature'] });
  } else {
    yield { event_type: 'step.start', index, step: { type: step['type'] } };
    for (const { text } of step['content'] as { text: string }[]) {
      for (const piece of piecesOf(text)) yield delta({ type: 'text', text: piece });
    }
  }
  yield { event_type: 'step.stop', index };
}

function eventText(name: string, data: string): string {
  return `event: ${name}\ndata: ${data}\n\n`;
}
