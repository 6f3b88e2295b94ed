import { expect, test } from 'vitest';
import type { Segment } from '../../../core/transcript/transcript.ts';
import { FinalSegments } from '../../../userdata/agent/analysis/final-segments.ts';

function segment(id: number, text: string): Segment {
  return { id, start: id, end: id + 1, text, confidence: 1, flags: [] };
}

/** What a listener hears of a transcript whose speakers are to be found. */
function listening() {
  const heard: string[] = [];
  const told = new FinalSegments({
    onSegment: ({ id, text }, words) => heard.push(`${id} ${text} ${words.length}`),
    restart: () => heard.push('restart'),
    transcriptDone: ({ language }) => heard.push(`done ${language}`),
  });
  return { told, heard };
}

const WORD = { start: 0, end: 1, word: 'hej', probability: 1 };

test('hears the segments that are published, and not those before them', () => {
  const { told, heard } = listening();
  told.onSegment(segment(0, 'hej du'), [WORD, WORD]);
  expect(heard).toEqual([]);
  told.onFinalSegment(segment(0, 'hej'), [WORD]);
  told.onFinalSegment(segment(1, 'du'), [WORD]);
  told.transcriptDone({ language: 'sv' });
  expect(heard).toEqual(['0 hej 1', '1 du 1', 'done sv']);
});

test('hears the first ones if no others come', () => {
  const { told, heard } = listening();
  told.onSegment(segment(0, 'hej du'), [WORD, WORD]);
  told.transcriptDone({ language: 'sv' });
  expect(heard).toEqual(['0 hej du 2', 'done sv']);
});

test('hears each once, also if the engine begins again', () => {
  const { told, heard } = listening();
  told.onSegment(segment(0, 'hej'), []);
  told.onFinalSegment(segment(0, 'hej'), []);
  told.restart();
  told.onSegment(segment(0, 'hej'), []);
  told.transcriptDone({ language: 'sv' });
  expect(heard).toEqual(['0 hej 0', 'restart', '0 hej 0', 'done sv']);
});
