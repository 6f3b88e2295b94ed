/**
 * The audio formats that callers are advised to send, as messages name them. What is accepted is decided
 * by content: core/audio/probe/ before a launch, the engine after it (its list is audio/formats.py).
 */
export const AUDIO_FORMATS = ['mp3', 'wav', 'm4a', 'flac', 'ogg', 'opus', 'webm', 'aac'] as const;

export const CONVERT_AUDIO = `Convert it to ${AUDIO_FORMATS.slice(0, -1).join(', ')} or ${AUDIO_FORMATS.at(-1) ?? ''} and create a new job.`;
