/** The report of GET /jobs/{id}/subtitles: core/transcript/cues/cue-report.ts makes it. */
import * as z from 'zod';
import { CUE_RULES } from '../transcript/cues/cue-report.ts';

const Rule = z.enum(CUE_RULES);
const number = z.number().min(0);

const CheckedCue = z.strictObject({
  start: number,
  end: number,
  lines: z.array(z.string()),
  problems: z.array(
    z.strictObject({
      rule: Rule,
      value: number.describe('As measured, in the unit of the rule.'),
      limit: number,
    }),
  ),
});

export const SubtitleReport = z
  .strictObject({
    version: z.int().min(0).describe('Of the edits; 0: the text of the machine.'),
    limits: z
      .record(z.string(), number)
      .describe('Characters per line, lines, seconds, characters per second.'),
    cues: z.array(CheckedCue),
    problems: z
      .partialRecord(Rule, z.int().min(1))
      .describe('Number of cues with a problem, by rule.'),
  })
  .meta({ id: 'SubtitleReport' });
export type SubtitleReport = z.infer<typeof SubtitleReport>;
